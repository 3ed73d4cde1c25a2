import { beforeEach, describe, expect, it, vi } from "vitest";
import { Connection } from "../src/connection.js";
import type { ConnectionOptions } from "../src/connection_types.js";
import type { ClientMessage } from "../src/messages.js";
import { FakeSocket, latest, useFakeSockets } from "./fake_socket.js";

const FRAME = new Int16Array(320);

function text(words: string): ClientMessage {
  return { type: "data", name: "text_data", data: { text: words } };
}

/** A connection without jitter: each wait is the longest possible. */
function make(options: Partial<ConnectionOptions> = {}): Connection {
  return new Connection({
    url: "ws://server/ws",
    backoff: { random: () => 1 },
    ...options,
  });
}

function connected(options: Partial<ConnectionOptions> = {}): Connection {
  const connection = make(options);
  connection.connect();
  latest().accept();
  return connection;
}

function reconnect(ready: object): FakeSocket {
  latest().fail();
  vi.advanceTimersByTime(250);
  latest().accept(ready);
  return latest();
}

beforeEach(useFakeSockets);

describe("the handshake", () => {
  it("asks for the binary subprotocol first and says hello with the token", () => {
    make({ token: "secret" }).connect();
    latest().open();
    expect(latest().protocols).toEqual(["ten-lite.v1.bin", "ten-lite.v1"]);
    expect(latest().said).toEqual([{ type: "hello", data: { token: "secret" } }]);
    expect(latest().url).not.toContain("secret");
  });

  it("is done when the server is ready", async () => {
    const connecting = make().connect();
    latest().accept();
    expect((await connecting).session_id).toBe("s1");
  });

  it("that gets no answer in 10 s is tried again", () => {
    make().connect();
    latest().open();
    vi.advanceTimersByTime(10_000 + 250);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("keeps what is said before it, and sends it once the server is ready", () => {
    const connection = make();
    connection.connect();
    connection.sendSound(FRAME);
    connection.send("text", text("hello"));
    latest().open();
    expect(latest().said).toHaveLength(1);
    latest().accept();
    expect(latest().said).toEqual([0, text("hello")]);
  });

  it("of a server that refuses the token is not tried again, and says so", async () => {
    const connection = make();
    const errors = vi.fn();
    connection.on("error", errors);
    const connecting = connection.connect();
    latest().fail(4401);
    await expect(connecting).rejects.toMatchObject({ code: "unauthorized", fatal: true });
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(errors).toHaveBeenCalledOnce();
  });
});

describe("reconnecting", () => {
  it("waits from 0.25 s to 8 s, for as long as it takes", () => {
    const connection = connected();
    const waits: number[] = [];
    connection.on("status", ({ retryInMs }) => retryInMs && waits.push(retryInMs));
    for (let attempt = 0; attempt < 50; attempt++) {
      latest().fail();
      vi.advanceTimersByTime(8_000);
    }
    expect(waits.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(connection.state.status).toBe("reconnecting");
    expect(FakeSocket.all).toHaveLength(51);
  });

  it("starts again from the shortest wait after 10 s of a stable connection, not before", () => {
    const connection = connected();
    reconnect({ resumed: true });
    vi.advanceTimersByTime(9_999);
    latest().fail();
    expect(connection.state.retryInMs).toBe(500);
    vi.advanceTimersByTime(500);
    latest().accept({ resumed: true });
    vi.advanceTimersByTime(10_000);
    latest().fail();
    expect(connection.state.retryInMs).toBe(250);
  });

  it("happens at once when the network is back", () => {
    const page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    const connection = connected();
    latest().fail();
    page.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(2);
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.all).toHaveLength(2);
    connection.close();
    page.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("happens at once when the page becomes visible and the socket went stale asleep", () => {
    const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
    vi.stubGlobal("document", page);
    connected();
    vi.setSystemTime(Date.now() + 60_000);
    page.dispatchEvent(new Event("visibilitychange"));
    expect(FakeSocket.all).toHaveLength(1);
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("follows when nothing was heard for 25 s, and a ping is enough to be heard", () => {
    connected();
    vi.advanceTimersByTime(24_000);
    latest().tell({ type: "ping" });
    vi.advanceTimersByTime(24_999);
    expect(FakeSocket.all).toHaveLength(1);
    vi.advanceTimersByTime(1 + 250);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("does not hear what the socket before says late", () => {
    const connection = connected();
    const heard = vi.fn();
    connection.on("message", heard);
    const [old] = FakeSocket.all;
    vi.advanceTimersByTime(25_000 + 250);
    latest().accept({ resumed: true });
    old?.tell({ type: "error", error: "late" });
    old?.fail();
    expect(heard).not.toHaveBeenCalled();
    expect(connection.state.status).toBe("open");
  });

  it.each([
    [1000, "session_ended"],
    [4409, "taken_over"],
  ])("does not follow the close code %d", (code, name) => {
    const connection = connected();
    const errors = vi.fn();
    connection.on("error", errors);
    latest().fail(code);
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(errors).toHaveBeenCalledWith(expect.objectContaining({ code: name }));
    expect(connection.state.status).toBe("closed");
  });

  it("follows when the server was full", () => {
    connected();
    latest().fail(1013);
    vi.advanceTimersByTime(250);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("ends after as many attempts as it is given", () => {
    const connection = make({ maxAttempts: 2 });
    const errors = vi.fn();
    connection.on("error", errors);
    connection.connect();
    for (let attempt = 0; attempt < 3; attempt++) {
      latest().fail();
      vi.advanceTimersByTime(8_000);
    }
    expect(FakeSocket.all).toHaveLength(3);
    expect(errors).toHaveBeenCalledWith(expect.objectContaining({ code: "unreachable" }));
  });

  it("does not follow a close, after which nothing runs any more", async () => {
    const connection = connected();
    connection.close();
    connection.close();
    expect(latest().closedWith).toEqual([1000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("may begin anew after a close, as another conversation", () => {
    const connection = connected();
    connection.close();
    connection.connect();
    latest().open();
    expect(latest().said).toEqual([{ type: "hello", data: {} }]);
  });
});

describe("resuming", () => {
  it("says the token and how many messages came, acks and pings not among them", () => {
    connected();
    latest().tell({ type: "ping" });
    latest().tell({ type: "ack", data: { received: 0 } });
    latest().tell({ type: "error", error: "one" });
    latest().tell(new ArrayBuffer(16));
    latest().tell("not JSON");
    latest().fail();
    vi.advanceTimersByTime(250);
    latest().open();
    expect(latest().said).toEqual([
      { type: "hello", data: { resume: { token: "r1", received: 3, sent: 0 } } },
    ]);
  });

  it("sends what was not acknowledged again, in order, once", () => {
    const connection = connected();
    connection.sendSound(FRAME);
    connection.send("text", text("one"));
    connection.sendSound(FRAME);
    connection.sendSound(FRAME);
    latest().tell({ type: "ack", data: { received: 1 } });
    reconnect({ resumed: true, received: 2 });
    connection.sendSound(FRAME);
    expect(latest().said).toEqual([1, 2, 3]);
  });

  it("sends what was said meanwhile behind it", () => {
    const connection = connected();
    connection.sendSound(FRAME);
    latest().fail();
    connection.sendSound(FRAME);
    connection.send("text", text("meanwhile"));
    reconnect({ resumed: true, received: 0 });
    expect(latest().said).toEqual([0, 1, text("meanwhile")]);
  });

  it("tells a gap in the place of sound older than 2 s", () => {
    const connection = connected();
    for (let frame = 0; frame < 110; frame++) connection.sendSound(FRAME);
    reconnect({ resumed: true, received: 4 });
    const said = latest().said;
    expect(said[0]).toEqual({ type: "data", name: "gap", data: { messages: 6 } });
    expect(said.slice(1)).toEqual(Array.from({ length: 100 }, (_, index) => index + 10));
    expect(connection.dropped).toBe(6);
  });

  it("that came too late is a new conversation: settings and unheard texts are said again", () => {
    const connection = connected({
      settings: () => [{ type: "data", name: "config", data: { language: "de-DE" } }],
    });
    connection.sendSound(FRAME);
    connection.send("text", text("not acknowledged"));
    connection.send("moment", { type: "cmd", name: "interrupt", data: {} });
    latest().tell({ type: "error", error: "counted" });
    reconnect({ resumed: false, resume_token: "r2" });
    expect(latest().said).toEqual([
      { type: "data", name: "config", data: { language: "de-DE" } },
      text("not acknowledged"),
    ]);
    latest().fail();
    vi.advanceTimersByTime(500);
    latest().open();
    expect(latest().said).toEqual([
      { type: "hello", data: { resume: { token: "r2", received: 0, sent: 2 } } },
    ]);
  });

  it("tells what was said, for a server that was restarted and goes on with it", () => {
    const history = vi.fn(() => [{ role: "user" as const, text: "one" }]);
    const connection = connected({ history });
    connection.send("text", text("not acknowledged"));
    latest().fail();
    vi.advanceTimersByTime(250);
    latest().open();
    const [{ data }] = latest().said as [{ data: { resume: { history: unknown } } }];
    expect(data.resume.history).toEqual([{ role: "user", text: "one" }]);
    expect(history).toHaveBeenLastCalledWith(1);
    const ready = { session_id: "s2", resume_token: "r2", resume_window_s: 30, received: 0 };
    const format = { sample_rate: 16_000, channels: 1 };
    latest().tell({ type: "ready", data: { ...ready, ...format, resumed: false, restored: true } });
    expect(connection.state).toMatchObject({ resumed: false, restored: true });
  });

  it("that came too late numbers sound from 0, with what was said meanwhile", () => {
    const connection = connected();
    connection.sendSound(FRAME);
    latest().fail();
    connection.sendSound(FRAME);
    vi.advanceTimersByTime(250);
    latest().accept({ resumed: false });
    connection.sendSound(FRAME);
    expect(latest().said).toEqual([0, 1]);
  });

  it("acknowledges once a second, and only when something came", () => {
    connected();
    latest().tell({ type: "error", error: "one" });
    latest().tell({ type: "error", error: "two" });
    vi.advanceTimersByTime(3_000);
    expect(latest().said).toEqual([{ type: "ack", data: { received: 2 } }]);
  });

  it("survives a hundred losses at any point with each message heard once", () => {
    const connection = connected();
    const server: { heard: unknown[] } = { heard: [] };
    let seed = 7;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let sent = 0;
    for (let loss = 0; loss < 100; loss++) {
      for (let frame = random() * 20; frame > 0; frame--, sent++) connection.sendSound(FRAME);
      const arrived = latest().said.filter((one) => typeof one === "number");
      server.heard.push(...arrived.slice(0, Math.floor(random() * (arrived.length + 1))));
      if (random() < 0.5) latest().tell({ type: "ack", data: { received: server.heard.length } });
      latest().fail();
      vi.advanceTimersByTime(8_000);
      latest().accept({ resumed: true, received: server.heard.length });
    }
    server.heard.push(...latest().said);
    expect(server.heard).toEqual(Array.from({ length: sent }, (_, index) => index));
    expect(connection.dropped).toBe(0);
  });
});

describe("a slow network", () => {
  it("keeps 500 ms of sound at most, and drops and counts the oldest", () => {
    const connection = connected();
    latest().bufferedAmount = 250 * 32 + 1;
    for (let frame = 0; frame < 20; frame++) connection.sendSound(new Int16Array(320).fill(frame));
    expect(latest().said).toEqual([]);
    expect(connection.dropped).toBe(8);
    latest().bufferedAmount = 0;
    vi.advanceTimersByTime(20);
    const heard = latest().written.map((data) => new Int16Array(data as ArrayBuffer, 16)[0]);
    expect(heard).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(latest().said).toEqual(heard.map((frame) => (frame as number) - 8));
  });

  it("never drops a text", () => {
    const connection = connected();
    latest().bufferedAmount = 1e6;
    connection.send("text", text("kept"));
    for (let frame = 0; frame < 200; frame++) connection.sendSound(FRAME);
    latest().bufferedAmount = 0;
    vi.advanceTimersByTime(20);
    expect(latest().said[0]).toEqual(text("kept"));
  });
});

it("sends sound in JSON to a server that chose so", () => {
  const connection = make();
  connection.connect();
  latest().protocol = "ten-lite.v1";
  latest().accept();
  connection.sendSound(new Int16Array([1, -1]));
  expect(latest().said).toEqual([{ type: "audio", audio: "AQD//w==" }]);
});
