/** Numbered migrations; `user_version` says how many have run. A published one is never edited. */
export const migrations: readonly string[] = [
  `CREATE TABLE heads (space TEXT PRIMARY KEY, rev INTEGER NOT NULL, tag TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE docs (
     space TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, json TEXT NOT NULL,
     PRIMARY KEY (space, kind, id)
   ) WITHOUT ROWID;
   CREATE INDEX docs_by_rev ON docs (space, rev, kind, id);
   CREATE TABLE journal (space TEXT NOT NULL, rev INTEGER NOT NULL, tag TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (space, rev)) WITHOUT ROWID;
   CREATE TABLE mutations (
     space TEXT NOT NULL, actor TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, hash TEXT NOT NULL,
     PRIMARY KEY (space, actor, id)
   ) WITHOUT ROWID;
   CREATE TABLE records (
     tbl TEXT NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL, version INTEGER NOT NULL, json TEXT NOT NULL,
     PRIMARY KEY (tbl, key)
   ) WITHOUT ROWID;
   CREATE INDEX records_by_owner ON records (tbl, owner);`,
  `CREATE INDEX tasks_by_parent ON docs (space, json_extract(json, '$.parentId')) WHERE kind = 'task' AND json_extract(json, '$.parentId') IS NOT NULL;`,
  // What `adapters/task-keys.ts` says of each task. Written by the store rather than generated: a write that moves nothing leaves the shelves alone.
  `ALTER TABLE docs ADD COLUMN shelf TEXT;
   ALTER TABLE docs ADD COLUMN spot TEXT;
   ALTER TABLE docs ADD COLUMN updated TEXT;
   ALTER TABLE docs ADD COLUMN labels TEXT;
   UPDATE docs SET
     shelf = CASE
       WHEN json_extract(json, '$.parentId') IS NOT NULL THEN 'below ' || json_extract(json, '$.parentId')
       WHEN json_extract(json, '$.deletedAt') IS NULL THEN json_extract(json, '$.status') || ' ' || json_extract(json, '$.listId')
     END,
     spot = ifnull(json_extract(json, '$.sectionId'), '') || ' ' || json_extract(json, '$.order'),
     updated = json_extract(json, '$.updatedAt'),
     labels = CASE WHEN json_extract(json, '$.deletedAt') IS NULL AND json_array_length(json, '$.labelIds') > 0
       THEN (SELECT json_group_array(json_extract(docs.json, '$.status') || ' ' || each.value) FROM json_each(docs.json, '$.labelIds') AS each) END
   WHERE kind = 'task';
   CREATE TABLE task_labels (space TEXT NOT NULL, label TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (space, label, id)) WITHOUT ROWID;
   INSERT INTO task_labels SELECT docs.space, each.value, docs.id FROM docs, json_each(docs.labels) AS each WHERE docs.labels IS NOT NULL;
   DROP INDEX tasks_by_parent;
   CREATE INDEX tasks_by_shelf ON docs (space, shelf, spot, id) WHERE shelf IS NOT NULL;
   CREATE INDEX tasks_by_update ON docs (space, updated, id) WHERE updated IS NOT NULL;`,
  // Rows apart from their keys. In a table that is its own index every level of the tree holds whole documents, a handful a page,
  // and one that spills over is read whole to be compared with.
  `CREATE TABLE rows (
     space TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, shelf TEXT, spot TEXT, updated TEXT, labels TEXT, json TEXT NOT NULL
   );
   INSERT INTO rows SELECT space, kind, id, rev, shelf, spot, updated, labels, json FROM docs;
   DROP TABLE docs;
   ALTER TABLE rows RENAME TO docs;
   CREATE UNIQUE INDEX docs_by_key ON docs (space, kind, id);
   CREATE INDEX docs_by_rev ON docs (space, rev, kind, id);
   CREATE INDEX tasks_by_shelf ON docs (space, shelf, spot, id) WHERE shelf IS NOT NULL;
   CREATE INDEX tasks_by_update ON docs (space, updated, id) WHERE updated IS NOT NULL;
   CREATE TABLE entries (space TEXT NOT NULL, rev INTEGER NOT NULL, tag TEXT NOT NULL, json TEXT NOT NULL);
   INSERT INTO entries SELECT space, rev, tag, json FROM journal;
   DROP TABLE journal;
   ALTER TABLE entries RENAME TO journal;
   CREATE UNIQUE INDEX journal_by_rev ON journal (space, rev);`,
  // By id and then by actor: ids begin with the time they were made at, so those of a group lie on one page, whoever made them.
  `CREATE TABLE known (
     space TEXT NOT NULL, id TEXT NOT NULL, actor TEXT NOT NULL, rev INTEGER NOT NULL, hash TEXT NOT NULL,
     PRIMARY KEY (space, id, actor)
   ) WITHOUT ROWID;
   INSERT INTO known SELECT space, id, actor, rev, hash FROM mutations ORDER BY space, id, actor;
   DROP TABLE mutations;
   ALTER TABLE known RENAME TO mutations;`,
  // Who came first is written down: see `features/auth/service.ts`.
  `INSERT OR IGNORE INTO records SELECT 'instance', 'first', key, 1, json_object('userId', key) FROM records
   WHERE tbl = 'users' ORDER BY json_extract(json, '$.instanceOwner') DESC, key LIMIT 1;`,
  // What purging goes by: see `trash-key.ts`. A row that is not deleted is in no such index.
  `ALTER TABLE heads ADD COLUMN horizon INTEGER;
   ALTER TABLE docs ADD COLUMN trash TEXT;
   UPDATE docs SET trash = 'deleted ' || json_extract(json, '$.deletedAt') WHERE json_extract(json, '$.deletedAt') IS NOT NULL;
   CREATE INDEX docs_in_trash ON docs (space, trash) WHERE trash IS NOT NULL;`,
  // What `adapters/shelves.ts` says of each row: those of few stand in an order, too, and are counted by it.
  `UPDATE docs SET
     spot = ' ' || ifnull(json_extract(json, '$.order'), ''),
     shelf = CASE
       WHEN json_extract(json, '$.purgedAt') IS NOT NULL
         THEN CASE WHEN kind = 'label' AND json_extract(json, '$.mergedInto') IS NOT NULL THEN 'gone label ' || json_extract(json, '$.mergedInto') END
       ELSE CASE
           WHEN json_extract(json, '$.deletedAt') IS NOT NULL THEN 'trashed '
           WHEN json_extract(json, '$.leftAt') IS NOT NULL THEN 'former '
           ELSE ''
         END || kind || ' ' || CASE kind
           WHEN 'list' THEN ifnull(json_extract(json, '$.folderId'), '')
           WHEN 'section' THEN json_extract(json, '$.listId')
           WHEN 'label' THEN ifnull(json_extract(json, '$.mergedInto'), '')
           ELSE ''
         END
     END
   WHERE kind IN ('folder', 'list', 'section', 'label', 'invite', 'member', 'membership');
   UPDATE docs SET spot = NULL WHERE shelf IS NULL AND kind <> 'task' AND spot IS NOT NULL;`,
  // What is to be done after commit: see `ports/pending.ts`. Entries that name nothing, and spaces that are not pending, are in no such index.
  `ALTER TABLE journal ADD COLUMN effects TEXT;
   CREATE INDEX journal_by_effects ON journal (space, rev) WHERE effects IS NOT NULL;
   CREATE TABLE pending (
     space TEXT PRIMARY KEY, since INTEGER, due INTEGER, effects_rev INTEGER NOT NULL, effects_done INTEGER NOT NULL, wanted_rev INTEGER NOT NULL,
     fence INTEGER NOT NULL, tries INTEGER NOT NULL, reason TEXT, dead TEXT
   ) WITHOUT ROWID;
   CREATE INDEX pending_by_due ON pending (due) WHERE due IS NOT NULL;
   CREATE INDEX pending_by_since ON pending (since) WHERE since IS NOT NULL;
   CREATE INDEX pending_with_letters ON pending (space) WHERE dead IS NOT NULL;`,
  // What `assigned.ts` says of each task that somebody is assigned to: who, with the status, and the day. Others have nothing of it.
  `ALTER TABLE docs ADD COLUMN assigned TEXT;
   UPDATE docs SET assigned = (
     SELECT json_group_array(json_array(json_extract(docs.json, '$.status') || ' ' || each.value, ifnull(json_extract(docs.json, '$.due.date'), '~')))
     FROM json_each(docs.json, '$.assigneeIds') AS each
   )
   WHERE kind = 'task' AND json_extract(json, '$.deletedAt') IS NULL AND json_array_length(json, '$.assigneeIds') > 0;
   CREATE TABLE task_assignees (
     space TEXT NOT NULL, assignee TEXT NOT NULL, day TEXT NOT NULL, id TEXT NOT NULL,
     PRIMARY KEY (space, assignee, day, id)
   ) WITHOUT ROWID;
   INSERT INTO task_assignees
   SELECT docs.space, each.value ->> 0, each.value ->> 1, docs.id FROM docs, json_each(docs.assigned) AS each WHERE docs.assigned IS NOT NULL;`,
  // What was completed, by when: shelves of done and dropped tasks, and no others, begin with a d. It is read out of the text of such rows alone.
  `CREATE INDEX tasks_by_completion ON docs (space, shelf, json_extract(json, '$.completedAt') DESC, id) WHERE shelf > 'd' AND shelf < 'e';`,
]
