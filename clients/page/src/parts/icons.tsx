/** Pictures in the text's colour; what they mean is said by the text or label beside them. */

import type { ReactNode } from "react";

function icon(lines: ReactNode) {
  return () => (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {lines}
    </svg>
  );
}

export const Logo = icon(<path d="M4 10v4M8 7v10M12 3.5v17M16 7.5v9M20 10v4" />);
export const Mic = icon(
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </>,
);
export const MicOff = icon(
  <>
    <path d="M9 9v2a3 3 0 0 0 4.6 2.5M15 11V6a3 3 0 0 0-5.7-1.3M5.5 11.5a6.5 6.5 0 0 0 10.4 5.2M18.2 13.4c.2-.6.3-1.2.3-1.9M12 18v3" />
    <path d="m4 4 16 16" />
  </>,
);
export const Stop = icon(<rect x="6.5" y="6.5" width="11" height="11" rx="2" />);
export const HangUp = icon(<path d="M6 6l12 12M18 6 6 18" />);
export const Send = icon(<path d="M12 19V5M6 11l6-6 6 6" />);
export const Sliders = icon(
  <>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="17" r="2" />
  </>,
);
export const Sun = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4" />
  </>,
);
export const Moon = icon(<path d="M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z" />);
export const Screen = icon(
  <>
    <rect x="3.5" y="5" width="17" height="11" rx="2" />
    <path d="M9 20h6M12 16v4" />
  </>,
);
export const Warning = icon(
  <>
    <path d="M12 4 2.8 19.5h18.4Z" />
    <path d="M12 10v4M12 16.8v.2" />
  </>,
);
export const Speaker = icon(
  <>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5Z" />
    <path d="M15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
  </>,
);
