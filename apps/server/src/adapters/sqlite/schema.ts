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
]
