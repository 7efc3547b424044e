"""Every name that `/metrics` says, with its kind and what it means; docs/operations.md says what to do."""

from bot.channels.base import Failure
from bot.exposition import Kind

FAMILIES: dict[str, tuple[Kind, str]] = {
    "interlude_build_info": ("gauge", "Always 1; the version of the program."),
    "interlude_uptime_seconds": ("gauge", "How long this process has run."),
    "interlude_resident_memory_bytes": ("gauge", "Memory this process holds."),
    "interlude_open_files": ("gauge", "Files and sockets this process holds open."),
    "interlude_disk_free_bytes": ("gauge", "Room left on the disk of the store's file, and of the spool."),
    "interlude_clock_ahead_seconds": (
        "gauge",
        "How far this machine's clock is ahead of its database's, and the bot's of the providers'.",
    ),
    "interlude_tick_age_seconds": ("gauge", "How long ago the wheel came round; it turns once a second."),
    "interlude_turns_total": ("counter", "Turns, by what became of them; a conflict is tried again."),
    "interlude_turn_seconds": ("histogram", "From an event's arrival at its person's turn to its commit."),
    "interlude_due_total": ("counter", "Agenda rows taken."),
    "interlude_told_total": ("counter", "Tells: what one turn meant for somebody else, taken as theirs."),
    "interlude_sends_total": ("counter", "Tries to send a text, by channel and by what became of them."),
    "interlude_given_up_total": ("counter", "What was given up, or reached nobody in time."),
    "interlude_refused_total": (
        "counter",
        "Forged webhooks; join codes and buttons that opened nothing.",
    ),
    "interlude_webhook_replies_total": ("counter", "Webhooks answered, by door and status."),
    "interlude_webhook_seconds": ("histogram", "From a webhook's first byte to its answer, commit included."),
    "interlude_forgotten_elsewhere_total": ("counter", "Tries to delete erased people's texts at providers."),
    "interlude_ambiguous_total": (
        "counter",
        "Texts that may have gone out (met), and how each ended.",
    ),
    "interlude_spool_total": (
        "counter",
        "Events kept on the disk while the store was away.",
    ),
    "interlude_spool_events": ("gauge", "Events that wait on the disk for the store."),
    "interlude_spool_bytes": ("gauge", "What they take; a process refuses inbound beyond 64 MiB of its own."),
    "interlude_spool_age_seconds": ("gauge", "How long the event has waited there that came first."),
    "interlude_spool_quarantined_events": (
        "gauge",
        "Kept events that were set aside; they go after retention_days.",
    ),
    "interlude_backfill_total": (
        "counter",
        "Inbound asked for at the provider; missed: no webhook brought it though we listened.",
    ),
    "interlude_backfill_age_seconds": (
        "gauge",
        "Since a provider last told all that came and failed, in the process that asks.",
    ),
    "interlude_polling_age_seconds": (
        "gauge",
        "Since a Telegram bot that is asked for its updates last answered.",
    ),
    "interlude_telegram_webhook_age_seconds": (
        "gauge",
        "Since Telegram last said that a bot's webhook is our address.",
    ),
    "interlude_telegram_pending_updates": ("gauge", "What Telegram holds that no webhook has brought."),
    "interlude_telegram_failed_timestamp_seconds": (
        "gauge",
        "When a webhook of Telegram's last failed; 0: never.",
    ),
    "interlude_audit_faults": ("gauge", "Entries of the audit trail that did not fit when last looked at."),
    "interlude_last_audit_timestamp_seconds": ("gauge", "When the audit trail was last followed; 0: never."),
    "interlude_store_up": ("gauge", "1 when the store answered this scrape, else 0."),
    "interlude_agenda_lag_seconds": ("gauge", "How late the agenda row is that has been due longest."),
    "interlude_outbox_lag_seconds": (
        "gauge",
        "How long ago the text could first go that has waited longest.",
    ),
    "interlude_outbox_texts": ("gauge", "Texts that wait or are on their way; counted to 100,000."),
    "interlude_inbox_events": ("gauge", "Events whose turn raised: waiting for another try, or set aside."),
    "interlude_tells": ("gauge", "What is to be told to others: waiting, or lost after its tries."),
    "interlude_last_backup_timestamp_seconds": (
        "gauge",
        "When the last whole copy was made; 0: never.",
    ),
    "interlude_sends_held": ("gauge", "1 while a restored store holds its texts until `interlude release`."),
}
"""Kind and meaning by name."""

Names = tuple[str, tuple[str, ...]]

EXPECTED: dict[str, Names] = {
    "interlude_turns_total": ("result", ("committed", "duplicate", "conflict")),
    "interlude_given_up_total": (
        "what", ("set_aside", "over_limit", "tell_lost", "flag_untold", "alert_late", "alert_lost")
    ),
    "interlude_refused_total": ("what", ("signature", "code_wrong", "code_limited", "button")),
    "interlude_spool_total": (
        "result", ("spooled", "replayed", "refused", "unreadable", "set_aside", "forgotten")
    ),
    "interlude_backfill_total": ("result", ("asked", "failed", "taken", "missed")),
    "interlude_forgotten_elsewhere_total": ("result", ("deleted", "failed", "given_up")),
}  # fmt: skip
"""A label and the values shown from the start, at zero: what appears late cannot be seen to grow."""

SENDS = tuple(
    (channel, result)
    for channel in ("telegram", "sms")
    for result in ("sent", "expired", "unreadable", *(failure.value for failure in Failure))
)
"""Channel and result of `interlude_sends_total`."""

AMBIGUOUS = tuple(
    (channel, outcome)
    for channel in ("telegram", "sms")
    for outcome in ("met", "resent", "found", "reported", "moved_on", "expired", "given_up")
)
"""Channel and outcome of `interlude_ambiguous_total`."""
