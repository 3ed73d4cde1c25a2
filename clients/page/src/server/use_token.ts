/** The access token, for as long as this tab lives. */

import { useCallback, useState } from "react";

const KEY = "ten-lite-token";

export interface Token {
  token: string;
  /** Whether the server has asked for one, or for another. */
  isWanted: boolean;
  want: () => void;
  /** The user does not want to say. */
  refuse: () => void;
  give: (token: string) => void;
}

export function useToken(): Token {
  const [token, setToken] = useState(() => sessionStorage.getItem(KEY) ?? "");
  const [isWanted, setWanted] = useState(false);
  const want = useCallback(() => setWanted(true), []);
  const refuse = useCallback(() => setWanted(false), []);
  const give = useCallback((given: string) => {
    sessionStorage.setItem(KEY, given);
    setToken(given);
    setWanted(false);
  }, []);
  return { token, isWanted, want, refuse, give };
}
