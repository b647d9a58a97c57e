"""The command palette's source: the command table, as far as it applies to the screen."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from reader.commands import Command, commands_at, keys_of, spelled
from reader.screens.base import CommandScreen


class CommandsProvider(Provider):
    """Finds commands by their titles."""

    async def discover(self) -> Hits:
        """All commands of the screen."""
        for command, label in self._labelled():
            yield DiscoveryHit(label, self._runner(command), help=command.help)

    async def search(self, query: str) -> Hits:
        """Commands whose title has the letters of the query."""
        matcher = self.matcher(query)
        for command, label in self._labelled():
            score = matcher.match(label)
            if score > 0:
                yield Hit(score, matcher.highlight(label), self._runner(command), help=command.help)

    def _labelled(self) -> Iterator[tuple[Command, str]]:
        if isinstance(self.screen, CommandScreen):
            keymap = self.screen.host.settings.keymap
            for command in commands_at(self.screen.WHERE):
                if command.id != "palette":
                    keys = " ".join(spelled(key) for key in keys_of(command, keymap))
                    yield command, f"{command.title}  ({keys})"

    def _runner(self, command: Command) -> Callable[[], Awaitable[None]]:
        return partial(self.screen.run_action, command.action)
