"""Examples of every command, as `--help` shows them; a test parses each."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "add": (
        "broadsheet add article.txt page.html --tag history",
        "broadsheet add https://example.org/tides https://example.org/gates",
        "broadsheet add ~/Saved/ export.zip feed.xml --report added.jsonl",
        "broadsheet add --clipboard --tag today",
        "curl -s https://example.org/tides | broadsheet add - --url https://example.org/tides",
    ),
    "extract": ("broadsheet extract page.html", "broadsheet extract page.html --json"),
    "list": (
        "broadsheet list", "broadsheet list 'is:unread minutes:<10' --limit 20", 'broadsheet list "tide gates" --json',
        "broadsheet list --shelf inbox --sort title",
    ),
    "search": ('broadsheet search "tide gates"', "broadsheet search tide --best --limit 5 --json"),
    "read": ("broadsheet read 3",),
    "show": (
        "broadsheet show 3 | less", "broadsheet show 3 --style always | less -R", "broadsheet show 3 --format markdown",
    ),
    "notes": ("broadsheet notes tag:law created:2026", "broadsheet notes --random 3", "broadsheet notes --group date"),
    "recall": ("broadsheet recall", "broadsheet recall --json"),
    "fetch": ("broadsheet fetch --pending", "broadsheet fetch --pending --limit 200", "broadsheet fetch 12"),
    "refetch": ("broadsheet refetch 3 7", "broadsheet refetch --all --offline"),
    "versions": ("broadsheet versions 3", "broadsheet versions 3 --restore 2"),
    "tag": (
        "broadsheet tag add law,law/sea 3 7",
        "broadsheet tag remove law --query tides --yes",
        "broadsheet tag rename law recht",
        "broadsheet tag merge sea ocean --into tides",
        "broadsheet tag list --json",
    ),
    "star": ("broadsheet star 3 7", "broadsheet star 3 --off", "broadsheet star --query site:example.org --yes"),
    "archive": (
        "broadsheet archive 3 7", "broadsheet archive 3 --back",
        "broadsheet archive --query 'is:finished saved:<2026' --yes",
    ),
    "delete": ("broadsheet delete 3 7", "broadsheet delete --query tides"),
    "undelete": ("broadsheet undelete 3",),
    "queue": (
        "broadsheet queue", "broadsheet queue add 3 7 --front", "broadsheet queue move 7 --to 1",
        "broadsheet queue remove 3",
    ),
    "shelves": (
        "broadsheet shelves", "broadsheet shelves save 'Short ones' 'is:unread minutes:<10'",
        "broadsheet shelves rename 'Short ones' Short", "broadsheet shelves move Short --to 1",
        "broadsheet shelves delete Short",
    ),
    "undo": ("broadsheet archive --query tides --yes && broadsheet undo",),
    "redo": ("broadsheet redo",),
    "inbox": ("broadsheet inbox", "broadsheet inbox --watch"),
    "import": (
        "broadsheet import pocket.zip --tag pocket --report pocket-report.csv",
        "broadsheet import bookmarks.html --dry-run",
        'broadsheet import "My Clippings.txt" --from kindle --tag kindle',
    ),
    "export": ("broadsheet export markdown --out notes/", "broadsheet export csv --only-annotated"),
    "stats": ("broadsheet stats", 'broadsheet stats --since "last 30 days"', "broadsheet stats --since 2026 --json"),
    "backup": ("broadsheet backup", "broadsheet backup /media/stick/", "broadsheet backup library.sqlite --force"),
    "doctor": ("broadsheet doctor", "broadsheet doctor --repair"),
    "completion": (
        'eval "$(broadsheet completion bash)"  # in ~/.bashrc',
        'eval "$(broadsheet completion zsh)"  # in ~/.zshrc, after compinit',
        "broadsheet completion fish > ~/.config/fish/completions/broadsheet.fish",
    ),
    "config": ("broadsheet config", "broadsheet config --json"),
    "demo": ("broadsheet demo",),
}  # fmt: skip
"""By the name of the command, lines for a shell."""
