import schema from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import described from "../../../docs/reference/asyncapi.json" with { type: "json" };

const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

it("is a valid AsyncAPI document", () => {
  validate(described);
  expect(validate.errors).toBeNull();
});

it("is looked at closely", () => {
  const { channels } = described;
  expect(validate({ ...described, channels: { ...channels, ten: { address: 5 } } })).toBe(false);
  expect(validate({ ...described, operations: { say: { action: "shout" } } })).toBe(false);
});
