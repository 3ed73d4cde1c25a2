import type { TenLite } from "@ten-lite/react";
import type { GraphSwitch } from "../server/use_graphs";
import { DeviceMenu } from "./DeviceMenu";
import { GraphSelect } from "./GraphSelect";
import { Logo } from "./icons";
import { StateChip } from "./StateChip";
import { ThemeSwitch } from "./ThemeSwitch";

interface Props {
  talk: TenLite;
  graphs: GraphSwitch;
  onDeviceError: (error: unknown) => void;
}

export function Header({ talk, graphs, onDeviceError }: Props) {
  return (
    <header className="header">
      <h1 className="brand">
        <span className="brand-mark">
          <Logo />
        </span>
        <span className="brand-name">ten_lite</span>
      </h1>
      <GraphSelect {...graphs} />
      <div className="header-end">
        <StateChip state={talk.state} />
        <DeviceMenu client={talk.client} isMicOn={talk.isMicOn} onError={onDeviceError} />
        <ThemeSwitch />
      </div>
    </header>
  );
}
