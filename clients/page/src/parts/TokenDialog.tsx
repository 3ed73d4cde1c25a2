import { type FormEvent, useEffect, useRef, useState } from "react";

interface Props {
  give: (token: string) => void;
  /** It was closed without one. */
  refuse: () => void;
}

/** Asks for the server's access token. */
export function TokenDialog({ give, refuse }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [token, setToken] = useState("");

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim()) give(token.trim());
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="token-title" onClose={refuse}>
      <form onSubmit={submit}>
        <h2 id="token-title">Who is there?</h2>
        <p>
          This server asks for an access token: the one it was started with. It is kept until you
          close this tab.
        </p>
        <label className="field">
          Access token
          <input
            type="password"
            value={token}
            autoComplete="off"
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <button type="submit" className="primary" disabled={!token.trim()}>
          Open
        </button>
      </form>
    </dialog>
  );
}
