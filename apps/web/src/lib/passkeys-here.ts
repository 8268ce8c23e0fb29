/** Whether passkeys can be used at this address: browsers bind them to a name, and know none of an address in numbers. */
export const passkeysHere = (): boolean => 'PublicKeyCredential' in window && isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname)
