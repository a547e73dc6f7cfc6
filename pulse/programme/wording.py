"""The sentences of a wave's mails, in the reader's language and time zone. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location

from pulse.languages import DEFAULT, known, translations
from pulse.programme.occasion import Occasion, Reader
from pulse.programme.team_link import expires_at
from pulse.questionnaire import seconds
from pulse.stationery import Sender

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
FIVE = 5


class Wording:
    """What can be said to one reader about one wave; `now` is when the mail leaves."""

    def __init__(self, sender: Sender, occasion: Occasion, reader: Reader, now: datetime) -> None:
        self.sender, self.occasion, self.reader, self.now = sender, occasion, reader, now
        self._zone = ZoneInfo(reader.time_zone)
        self.language = known(reader.language)
        self.gettext = translations(self.language).gettext
        self.ngettext = translations(self.language).ngettext

    @property
    def effort(self) -> str:
        _ = self.gettext
        about = FIVE * round(seconds(self.occasion.items, self.language) / FIVE)
        return _("%(taps)d taps, about %(seconds)d seconds.") % {"taps": self.occasion.taps, "seconds": about}

    @property
    def until(self) -> str:
        """The close, as briefly as is clear: a weekday alone would be ambiguous from a week on."""
        _ = self.gettext
        closes, today = self.occasion.closes_at.astimezone(self._zone), self.now.astimezone(self._zone)
        # Translators: a date pattern of CLDR, such as "Monday 18:00".
        return self._closing(_("EEEE HH:mm")) if closes.date() - today.date() < A_WEEK else self._closing_in_full

    @property
    def deadline(self) -> str:
        _ = self.gettext
        city = get_timezone_location(self._zone, locale=self.language, return_city=True)
        return _("Open until %(moment)s (%(city)s time).") % {"moment": self._closing_in_full, "city": city}

    @property
    def link(self) -> str:
        return f"{self.sender.base_url}/w/{self.occasion.wave}{self._in_language}#{self.reader.code}"

    @property
    def code(self) -> tuple[str, str]:
        _ = self.gettext
        return _("If the page asks for your code, this is it:"), self.reader.spoken_code

    @property
    def group(self) -> str:
        sentence = self.ngettext(
            "Your answers count in the group %(group)s; %(people)d person is invited in it.",
            "Your answers count in the group %(group)s; %(people)d people are invited in it.",
            self.reader.cell_people,
        )
        return sentence % {"group": self.reader.cell, "people": self.reader.cell_people}

    @property
    def anonymity(self) -> tuple[str, str, str]:
        _ = self.gettext
        return (
            _("Your answers are stored without your name, e-mail or time."),
            _("Your manager sees only team totals, from %(k)d answers on.") % {"k": self.occasion.k},
            _("Comments are read by people: leave out names and deals."),
        )

    @property
    def fingerprint(self) -> tuple[str, str]:
        _ = self.gettext
        return _("Fingerprint of this round's rules, the same in everybody's mail:"), self.occasion.fingerprint

    @property
    def why(self) -> str:
        _ = self.gettext
        where = {"organisation": self.sender.organisation, "audience": self.occasion.audience}
        return _("You get this because %(organisation)s asks everybody in %(audience)s.") % where

    @property
    def reminders(self) -> str:
        """Who will be reminded: in the invitation, because it is one of the wave's rules."""
        _ = self.gettext
        if self.occasion.reminders == 0:
            return _("There is no reminder.")
        if self.occasion.reminded == "unanswered":
            return _("A reminder goes only to those who have not answered by then; who they are is not stored.")
        return self.ngettext(
            "One reminder goes to everybody, whether they have answered or not.",
            "Two reminders go to everybody, whether they have answered or not.",
            self.occasion.reminders,
        )

    @property
    def reminded(self) -> str:
        """Who is reminded now."""
        _ = self.gettext
        if self.occasion.reminded == "unanswered":
            return _("This goes only to those who have not answered by now; who they are is not stored.")
        return _("If you have answered, ignore this: it goes to everybody.")

    @property
    def results_subject(self) -> str:
        _ = self.gettext
        wave = {"programme": self.occasion.programme, "number": self.occasion.number}
        return _("Results are open: %(programme)s, wave %(number)d") % wave

    @property
    def results_are_open(self) -> str:
        _ = self.gettext
        return _("The results of wave %(number)d are open.") % {"number": self.occasion.number}

    @property
    def results_of_group(self) -> str:
        _ = self.gettext
        sentence = _("See what the group you count in said, %(group)s, what was answered and what was promised.")
        return sentence % {"group": self.reader.cell}

    @property
    def about_team_link(self) -> str:
        _ = self.gettext
        sentence = _(
            "The link needs no sign-in. It is the same in every mail of your group, and nobody writes down "
            "who opens it. It is valid until %(day)s."
        )
        last = expires_at(self.occasion.closes_at) - A_DAY
        # Translators: a date pattern of CLDR, such as "9 February 2026".
        return sentence % {"day": format_date(last, _("d MMMM y"), locale=self.language)}

    @property
    def own_group(self) -> tuple[tuple[str, ...], ...]:
        """To a leader: where the results are of the group in which they were asked themselves, if they were."""
        _ = self.gettext
        group = _("The results of the group you count in yourself, %(group)s:") % {"group": self.reader.cell}
        return ((group, self.team_link),) if self.reader.team_link else ()

    @property
    def team_link(self) -> str:
        return f"{self.sender.base_url}/r/{self.reader.team_link}{self._in_language}"

    @property
    def pause(self) -> tuple[str, str]:
        """How to get no more of these mails for a while."""
        _ = self.gettext
        return _("Pause for three rounds, or come back; nobody is told:"), self.pause_link

    @property
    def pause_link(self) -> str:
        return f"{self.sender.base_url}/r/pause/{self.reader.pause}{self._in_language}"

    @property
    def _in_language(self) -> str:
        return "" if self.language == DEFAULT else f"?lang={self.language}"

    @property
    def answer_by(self) -> str:
        """By when a leader is to answer first; nothing where no theme waits."""
        _ = self.gettext
        if self.reader.answer_by is None:
            return ""
        # Translators: a date pattern of CLDR, such as "Friday 20 February".
        day = format_date(self.reader.answer_by, _("EEEE d MMMM"), locale=self.language)
        return _("Your team waits for answers; the first is due by %(day)s.") % {"day": day}

    @property
    def questions(self) -> str:
        _ = self.gettext
        return _("Questions: %(contact)s") % {"contact": self.sender.contact}

    @property
    def _closing_in_full(self) -> str:
        _ = self.gettext
        # Translators: a date pattern of CLDR, such as "Monday 9 February, 18:00".
        return self._closing(_("EEEE d MMMM, HH:mm"))

    def _closing(self, pattern: str) -> str:
        return format_datetime(self.occasion.closes_at, pattern, tzinfo=self._zone, locale=self.language)
