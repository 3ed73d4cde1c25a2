"""What rows of several kinds do alike: a key that is refused, properties, stops."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError

from ten_lite.errors import ProviderError
from ten_lite.messages import ErrorMessage
from ten_lite.testing.conformance.kit import Conformance
from ten_lite.testing.conformance.provider import Provider, Refusal
from ten_lite.testing.conformance.row import expect, skip
from ten_lite.testing.conformance.secrets import all_logs, hold_secret, secrets_of
from ten_lite.testing.harness import Harness

__all__ = ["ProviderSteps"]

ProviderT = TypeVar("ProviderT", bound=Provider)

MOST_TRIES = 3
FATAL_WITHIN_S = 2.0


class ProviderSteps(Conformance[ProviderT]):
    """Steps of the rows of addons that rely on a provider."""

    async def begin(self, node: Harness) -> None:
        """Have ``node`` turn to its provider, without waiting for what comes of it."""
        raise NotImplementedError

    async def refused_for_good(self, why: Refusal, most_tries: int = MOST_TRIES) -> None:
        """Refuse everything; the addon gives up at once, says so once, and keeps the key secret.

        Raises:
            Failure: It does not.
        """
        self.fake.refuse(why)
        told: list[ErrorMessage] = []
        with all_logs() as lines:
            try:
                async with self.node() as node:
                    secrets = self.secrets(node)
                    await self.begin(node)
                    await self.until(
                        lambda: any(error.fatal for error in self.errors(node)),
                        "no fatal error came",
                        within_s=FATAL_WITHIN_S,
                    )
                    await self.quiet(30)
                    told = self.errors(node)
            except ProviderError as error:  # it said so when it was started
                expect(not error.retryable, f"its start fails with one to be tried again: {error}")
                secrets = self.secrets(None)
        expect(len(told) <= 1, f"{len(told)} errors came: {', '.join(e.text for e in told)}")
        tries = len(self.fake.requests)
        expect(tries <= most_tries, f"it tried {tries} times")
        hold_secret(secrets, (error.text for error in told), "an error")
        hold_secret(secrets, lines, "the log")

    def secrets(self, node: Harness | None) -> list[str]:
        """The keys among the properties of ``node``."""
        if node is not None:
            return secrets_of(node.session.nodes["addon"].plan.definition.config)
        return secrets_of(self.config())

    def config(self, **properties: Any) -> Any:
        """The addon's properties, checked."""
        everything = {**self.fake.properties, **self.properties, **properties}
        return self.addon.config.model_validate(everything)

    def missing_property_is_named(self) -> None:
        """Leave each required property out; the addon's configuration names it.

        Raises:
            Failure: It does not.
            NotApplicable: None is required.
        """
        fields = self.addon.config.model_fields
        required = [name for name, field in fields.items() if field.is_required()]
        if not required:
            skip("no property is required")
        for name in required:
            rest = {**self.fake.properties, **self.properties}
            rest.pop(name, None)
            try:
                self.addon.config.model_validate(rest)
            except ValidationError as error:
                places = [".".join(map(str, mistake["loc"])) for mistake in error.errors()]
                expect(name in places, f"without {name} it complains of {', '.join(places)}")
            else:
                expect(False, f"it takes a configuration without {name}")

    async def extra_params_arrive(self) -> None:
        """Set ``extra_params``; the provider gets them unchanged.

        Raises:
            Failure: It does not.
            NotApplicable: The addon has no such property.
        """
        if "extra_params" not in self.addon.config.model_fields:
            skip("the addon has no property extra_params")
        extra = dict(self.fake.extra_params)
        if not extra:
            skip("the fake provider names no extra_params to try")
        async with self.node(extra_params=extra) as node:
            await self.use(node)
            told = [error.text for error in self.errors(node)]
            expect(not told, f"with extra_params it fails: {told}")
        seen = dict(self.fake.seen_params())
        expect(seen == extra, f"the provider was sent {seen} in place of {extra}")

    async def stop_in_time(self, node: Harness) -> None:
        """Close the session of ``node``, twice.

        Raises:
            Failure: It took more than a second, or an error was told.
        """
        count = len(self.errors(node))
        began_s = self.now_s()
        await node.session.close()
        self.stopped_in_time(began_s)
        await node.session.close()
        expect(len(self.errors(node)) == count, "the stop told an error")
