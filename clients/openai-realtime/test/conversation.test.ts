import type { ConversationItem } from "openai/resources/realtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Call, TOKEN, type Variant } from "./call.js";
import { type Server, serve } from "./server.js";

let server: Server;
let call: Call;

beforeAll(async () => {
  server = await serve(
    "voice_assistant_fake",
    `websocket_server.token=${TOKEN}`,
    "main_control.client_prompt=true",
    "stt.partial_every_ms=100",
  );
});
afterAll(() => server?.stop());
afterEach(() => call?.close());

function saidIn(item: ConversationItem | undefined): string | undefined {
  if (item?.type !== "message") return undefined;
  const part = item.content[0];
  return part && "transcript" in part ? part.transcript : part?.text;
}

describe.each<Variant>(["websocket", "ws"])("OpenAI's client, %s", (variant) => {
  it("has a conversation in text", async () => {
    call = await Call.begin(server, variant, {
      output_modalities: ["text"],
      instructions: "Be brief.",
    });
    for (const text of ["good morning", "and good night"]) {
      call.type(text);
      const { response } = await call.until("response.done");
      expect(response.status).toBe("completed");
      expect(saidIn(response.output?.[0])).toBe(`You said: ${text}. That is all I can tell.`);
    }
    const text = call.of("response.output_text.delta").map((event) => event.delta);
    expect(text.join("")).toMatch(/^You said: good morning.*You said: and good night.*tell\.$/);
    expect(call.playedMs()).toBe(0);
    expect(call.errors).toEqual([]);
  });

  it("has a conversation in sound", async () => {
    call = await Call.begin(server, variant);
    await call.say(600);
    await call.say(600, 0);
    const heard = await call.until("conversation.item.input_audio_transcription.completed");
    expect(heard.transcript).toBe("what is the weather like in Paris today");
    const { response } = await call.until("response.done");
    const said = `You said: ${heard.transcript}. That is all I can tell.`;
    expect(saidIn(response.output?.[0])).toBe(said);
    expect(call.playedMs()).toBeCloseTo(said.split(" ").length * 200, -1);
    expect(call.errors).toEqual([]);
  });

  it("interrupts an answer", async () => {
    call = await Call.begin(server, variant);
    call.type("one two three four five six seven eight nine ten");
    const delta = await call.until("response.output_audio.delta");
    await Promise.all([call.say(700), call.until("input_audio_buffer.speech_started")]);
    const { response } = await call.until("response.done");
    expect(response.status).toBe("cancelled");
    expect(response.status_details?.reason).toBe("turn_detected");
    call.send({
      type: "conversation.item.truncate",
      item_id: delta.item_id,
      content_index: 0,
      audio_end_ms: 200,
    });
    await call.until("conversation.item.truncated");
    await call.say(600, 0);
    const next = await call.until("response.done");
    expect(next.response.status).toBe("completed");
    expect(saidIn(next.response.output?.[0])).toContain("You said: what is the weather like");
    expect(call.errors).toEqual([]);
  });

  it("cancels an answer", async () => {
    call = await Call.begin(server, variant);
    call.type("count");
    await call.until("response.output_audio.delta");
    call.send({ type: "response.cancel" });
    const { response } = await call.until("response.done");
    expect(response.status_details?.reason).toBe("client_cancelled");
    call.type("are you there");
    const next = await call.until("response.done");
    expect(saidIn(next.response.output?.[0])).toContain("are you there");
    expect(call.errors).toEqual([]);
  });

  it("is told what a graph does not do", async () => {
    call = await Call.begin(server, variant, { max_output_tokens: 9 });
    expect(call.errors.map((error) => error.error?.code)).toEqual(["unsupported_setting"]);
  });
});
