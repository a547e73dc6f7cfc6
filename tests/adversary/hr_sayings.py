"""The sentences with numbers of HR's pages about digests, the loop, mails, questions, plans and the programme."""

from collections.abc import Mapping

from tests.adversary.sayings import LOOP, MONTH, WAITS

HR_SAYINGS: Mapping[str, tuple[str, ...]] = {
    "programmes": ("{calendar}", "Earlier waves: {words}"),
    "participation": (
        "Hidden units: {hidden_units}",
        "{hidden_folded}: Counted above, so that no small group stands alone.",
        "{hidden_protected}: Counted above, because on its own it could be worked out.",
        "{hidden_few}: Hidden to protect people: fewer than {k} answered.",
    ),
    "digests": ("{digests_of_kind}",),
    "digest": (
        *MONTH,
        *LOOP,
        *WAITS,
        "Digest for {unit} – Pulse",
        "The digest for {unit}, as it would be now.",
    ),
    "loop": (
        "[Themes answered within 10 days] {all_in_time}",
        "[Oldest theme without an answer] {days_waiting}",
        "[Promises kept on time] {all_kept}",
        "[Oldest open promise] {days_open}",
        "[Passed up, back within 20 days] {all_returned}",
        "[What people noticed] {noticed}",
        "[Leaders who used the mirror] {looked_all}",
        "[Unit] {unit}",
        "[Answered in time] {all_in_time}",
        "[Oldest theme] {days_waiting}",
        "[Promises kept] {all_kept}",
        "[Oldest promise] {days_open}",
        "[Noticed] {noticed}",
        "[Noticed] {noticed} answers do not land",
        "[Mirror] {looked_all}",
        "{unit}, with all below",
    ),
    "mail": ("{words}, wave {any_wave}", "{mail_line}"),
    "questions": (
        "{words}, wave {any_wave}: {answered} answered",
        "{words}, wave {any_wave}",
        "{question_line}",
    ),
    "targets": (
        "[Period] {period}",
        "[Plan] {plans}",
        "[Official forecast] {officials}",
        "[Actual] {actuals}",
        "Last saved {moment} by {address}: {saved}.",
    ),
    "themes": ("SHA-256 of these rules, as the next contract will name them: {rules_digest}", "{plan}"),
    "programme": ("{plan}", "About {seconds_ahead} seconds."),
    "invitation": ("{plan}",),
}
"""By kind of page, beside `sentences.SENTENCES` and `sayings.SAYINGS`."""
