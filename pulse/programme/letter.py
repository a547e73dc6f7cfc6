"""What the mails of a wave say: invitation, reminder, results. Pure."""

from collections.abc import Callable, Mapping

from pulse.programme.models import Kind
from pulse.programme.wording import Wording
from pulse.stationery import Letter


def invitation(words: Wording) -> Letter:
    """The mail that invites somebody to a wave."""
    _ = words.gettext
    return Letter(
        language=words.language,
        subject=_("%(taps)d taps on how selling is going - open until %(until)s")
        % {"taps": words.occasion.taps, "until": words.until},
        title=words.occasion.programme,
        opening=tuple(line for line in (words.effort, words.deadline, words.occasion.you_said_we_did) if line),
        button=_("Answer now"),
        link=words.link,
        code=words.code,
        rest=(
            (words.group,),
            words.anonymity,
            words.fingerprint,
            (words.why, words.reminders, words.questions),
            words.pause,
        ),
    )


def reminder(words: Wording) -> Letter:
    """The first or second reminder: two lines and the button."""
    _ = words.gettext
    return Letter(
        language=words.language,
        subject=_("Reminder: %(taps)d taps on how selling is going - open until %(until)s")
        % {"taps": words.occasion.taps, "until": words.until},
        title=words.occasion.programme,
        opening=(f"{words.effort} {words.deadline}", words.reminded),
        button=_("Answer now"),
        link=words.link,
        code=words.code,
        rest=(words.fingerprint, (words.questions,), words.pause),
    )


def results(words: Wording) -> Letter:
    """The mail that tells a leader that results are open, and by when to answer; there is no score in it."""
    _ = words.gettext
    sign_in = _("Sign in with this mail address to see them. Scores are not sent by mail.")
    return Letter(
        language=words.language,
        subject=words.results_subject,
        title=words.occasion.programme,
        opening=tuple(line for line in (words.results_are_open, words.answer_by, sign_in) if line),
        button=_("See the results"),
        link=f"{words.sender.base_url}/",
        code=None,
        rest=(*words.own_group, words.fingerprint, (words.questions,)),
    )


def team_results(words: Wording) -> Letter:
    """The mail that leads somebody who was invited to the results of the group they count in."""
    _ = words.gettext
    return Letter(
        language=words.language,
        subject=words.results_subject,
        title=words.occasion.programme,
        opening=(words.results_are_open, words.results_of_group),
        button=_("See the results"),
        link=words.team_link,
        code=None,
        rest=((words.about_team_link,), words.fingerprint, (words.why, words.questions), words.pause),
    )


LETTERS: Mapping[Kind, Callable[[Wording], Letter]] = {
    Kind.INVITATION: invitation,
    Kind.REMINDER: reminder,
    Kind.SECOND_REMINDER: reminder,
    Kind.RESULTS: results,
    Kind.TEAM_RESULTS: team_results,
}
