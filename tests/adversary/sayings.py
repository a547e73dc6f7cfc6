"""The sentences with numbers about what was done: answers, promises, predictions, forecasts and the month of a unit."""

from collections.abc import Mapping

from tests.adversary.sentences import CHANGES, IN_PERCENT, ROWS, WITHHELD

NEVER = " Never used for anybody's quota or pay."
HOME = (
    "{crowd_low}-{crowd_high}, plan 100, {crowd_n} answers; you said {call}." + NEVER,
    "{crowd_low}-{crowd_high}, plan 100, {crowd_n} answers; you said {call}; asked in wave {x1_wave}." + NEVER,
    "In wave {wave} you were in tune with your team.",
    "Largest gap Percent of target: you {guess}, team {score}, {words}. There is a question to ask.",
    *(
        f"Largest gap {name}: you {{{name.lower()}_guess}}, team {{{name.lower()}_score}}, {{words}}."
        " There is a question to ask."
        for name in ("Safety", "Response", "Quota", "Product")
    ),
    "Answer {waiting} theme by {first_due}.",
    "Answer {waiting} themes by {first_due}.",
    "Answer {waiting} theme, the first was due on {first_due}.",
    "Answer {waiting} themes, the first was due on {first_due}.",
    "{asked_back} theme kept open by a question to the team.",
    "{asked_back} themes kept open by a question to the team.",
    "{promises_late} promise is late",
    "{promises_late} promises are late",
    "{promises_open} open, {promises_late} late. Update",
)
ANSWERS = (
    "{theme_comments} comments",
    "{theme_comments} comments, raised in {unit}",
    "Answer is due by {theme_due}",
    "Answer was due on {theme_due}",
    "Passed up to {unit}: answer is due by {theme_due}",
    "Passed up to {unit}: answer was due on {theme_due}",
    "A question to the team is open, asked by {unit}",
    "Came back answered by {unit}",
    "Passed up to {unit}",
    "{words}, by {promise_due}",
    "{words}, by {promise_due}: {words}",
    "{unit}, {given_day}",
    "A first answer is due within 10 working days; an explained no is a full answer.",
)
PROMISES = (
    "By {promise_due}",
    "Was due on {promise_due}",
    "Kept on {promise_end}",
    "Dropped on {promise_end}",
    *(
        f"{{words}}. {{words}}, wave {{promise_wave}}{raised}{made}."
        for raised in ("", ", raised in {unit}")
        for made in ("", ", promised by {unit}")
    ),
    "Moved from {promise_first}: {words}",
    "{asked_once} {score} ({low}-{high}), {n} answers",
    *(f"{{asked_once}} {one}" for one in (*WITHHELD, *IN_PERCENT)),
    *CHANGES,
    "{asked_name} will show it; it has not been asked yet.",
    "First answer: after {middle} working day in the middle case.",
    "First answer: after {middle} working days in the middle case.",
    "{in_time} themes answered within 10 working days.",
    "{kept_in_time} promises kept on time.",
    "The oldest open promise is {oldest_open} working day old.",
    "The oldest open promise is {oldest_open} working days old.",
    "{returned} themes passed up to here returned within 20 working days.",
    "[Problems got a clear answer] {now_r1_score} ({now_r1_low}-{now_r1_high}), {now_r1_n} answers",
    "[Results talked through with a next step, %] {now_r5_score} ({now_r5_low}-{now_r5_high}), {now_r5_n} answers",
    *(f"[{{words}}] {one}" for one in WITHHELD),
)
FORECAST = (
    "{period}",
    "[Your call] {call} % of plan, for your eyes alone",
    "[Official forecast] {official} % of plan",
    "[Actual] {actual} % of plan",
    "[Actual] {actual} % of plan so far",
    "No candour gap beyond noise: official forecast {official}, field {crowd}.",
    "Candour gap: the official forecast is {official_apart} points of plan rosier than the field"
    " ({official} against {crowd}).",
    "Candour gap: the official forecast is {official_apart} points of plan more cautious than the field"
    " ({official} against {crowd}).",
    "Your call of {call} is in tune with the field.",
    "Your call of {call} is {call_apart} points rosier than the field.",
    "Your call of {call} is {call_apart} points more cautious than the field.",
    "{actual} % of plan came, exactly what the field expected.",
    "{actual} % of plan came; the field was {actual_apart} points too rosy.",
    "{actual} % of plan came; the field was {actual_apart} points too cautious.",
    "[Period] {period}",
    "[Period] wave {x1_wave}",
    "[Wave, closed] {outlook_wave}, {outlook_day}",
    "[Noise, 90 %] {clipped_low}-{clipped_high}",
    "[Your call] {call}",
    "[Official] {official}",
    "[Actual] {actual}",
    "[Actual] {actual} so far",
    "No verdict yet: {periods} of the 4 finished periods it takes.",
    "Over {periods} finished periods the field missed by {error} points of plan on average, leaning neither way.",
    "Over {periods} finished periods the field missed by {error} points of plan on average,"
    " and was {bias} points too rosy.",
    "Over {periods} finished periods the field missed by {error} points of plan on average,"
    " and was {bias} points too cautious.",
    "Against {words}: the field's misses are {skill} % smaller.",
    "Against {words}: the field's misses are {skill} % larger.",
)
BOTTOM_UP = (
    "{x2_score} ({x2_low}-{x2_high}), {x2_n} answers",
    "The mark is today’s target, 100. Asked in planning waves, last in wave {x2_wave}, closed {day}. Its course",
)
FIELD = (
    "Field signals of {unit} – Pulse",
    "Wave {wave}, {n} answers: {top_option}.",
    "Wave {any_wave}: Options are shown from {k_choice} answers on. Nothing is wrong.",
    *(f"Wave {{any_wave}}: {one}" for one in WITHHELD),
    "Options are shown from {k_choice} answers on. Nothing is wrong.",
    "Wave {wave}; small groups are raised a little, so that nobody’s choice can be worked out.",
    "Noise, 90 %",
    "[% of answers] {chosen_share}",
    "[Noise, 90 %] {chosen_low}-{chosen_high}",
    "[Answers] {chosen}",
    "[Wave {any_wave}] {column_share}",
    "[Wave {any_wave}] hidden",
    "Wave {any_wave}",
    "{e3_score} ({e3_low}-{e3_high}), {e3_n} answers",
    *(one.replace("{above", "{e3_above") for one in WITHHELD),
    "Asked of everybody’s last ten; higher is worse. Wave {e3_wave}, closed {day}.",
    "[Wave] {any_wave}",
    "[Closed] {day}",
    *WITHHELD,
)
MIRROR = (
    "Wave {wave}: no gap outside noise",
    "Largest gap in wave {wave}: {words}",
    "You {guess}, team {score}: {words}.",
    "You and your team in wave {wave}",
    "You {guess}, team {score} ({low}-{high})",
    *(f"You {{guess}}. {one}" for one in (*WITHHELD, *IN_PERCENT)),
    "[Wave] {any_wave}",
    "[Mean gap] {mean_gap}",
    "[In tune] {in_tune} of {compared}",
    "Leaders below you, wave {wave}",
    "{looked_below} looked into the mirror.",
    "[off by less than 10 points] {off_under_10} leaders",
    "[off by less than 10 points] {off_under_10} leader",
    "by 10 to 19",
    "[by 10 to 19] {off_under_20} leaders",
    "[by 10 to 19] {off_under_20} leader",
    "[by 20 or more] {off_more} leaders",
    "[by 20 or more] {off_more} leader",
)
MONTH = (
    "{unit}: the month on one page",
    "{unit}: the month on one page – Pulse",
    "{words}, wave {wave}, closed {closed_day}.",
    "The field expects {crowd} % of target ({crowd_low}-{crowd_high}), asked in wave {x1_wave}.",
    "The official forecast is {official} % of plan 100, {official_gap} points above the field's.",
    "The official forecast is {official} % of plan 100, {official_gap} points below the field's.",
    "The official forecast is {official} % of plan 100, the same as the field's.",
    "{digest_moves}",
    "{digest_signal}",
    "{digest_passed}",
    "At {passed_below}.",
)
WAITS = (
    "What waits for you in {unit}",
    "This waits for you: {digest_summary}.",
    "{digest_theme}",
    "{digest_promise}",
    "Wave {next_wave} is open until {closing}: predict what your team will say, in a minute.",
)
LOOP = (
    "{words}, wave {wave}, closed {closed_day}",
    "{words}, wave {wave}: answers",
    "Participation: {answered} of {invited} answered.",
    "Hidden to protect people, or counted with the unit above: {hidden_units} units.",
    "Leaders who looked into the mirror: {looked_all}.",
    "Themes answered within 10 working days: {all_in_time}.",
    "Themes answered within 10 working days: none due yet.",
    "Promises kept on time: {all_kept}.",
    "Promises that are late now: {all_late}.",
    "Themes passed up and answered in time: {all_returned}.",
    "What people say of it, “recent problems got a clear answer”: {now_r1_score} ({now_r1_low}-{now_r1_high}).",
    "Refused by the mail server: {mails_refused} mails of these waves.",
    "Digests: {digests_sent} sent, {digests_refused} refused. Whether a mail is opened is not measured.",
)
SAYINGS: Mapping[str, tuple[str, ...]] = {
    "home": HOME,
    "comments": ANSWERS,
    "promises": PROMISES,
    "theme": (
        *ANSWERS,
        "Wave {theme_wave}, {theme_comments} comments speak of it.",
        "Pass it up It goes to the level above, which has 20 working days.",
        "{words}, {unit} – Pulse",
    ),
    "forecast": (*FORECAST, *BOTTOM_UP),
    "field": FIELD,
    "mirror": MIRROR,
    "map": ("[Open promises] {promises_standing}",),
    "month": MONTH,
    "playbook": ("3. Answer by {answer_by}",),
    "coaching": ("{words} Asked in wave {wave}, {n} answers.", *ROWS),
    "results": (
        "{said_to_unit}",
        "Not answered yet; due by {theme_day}.",
        "due by {promise_day}, {words}",
        "late, was due by {promise_day}, {words}",
    ),
}
"""By kind of page, beside `sentences.SENTENCES`."""
