"""The sentences with numbers of every kind of page, each number by its name in `places.QUANTITIES`.

A page of a new kind, or a new sentence with a number on an old one, is unexplained until it stands here. `[Column]`
before a cell of a table, or `[Term]` before the words of a list, is the head of its column, or its term.
"""

from collections.abc import Mapping

COMMON = (
    "Wave {any_wave}",
    "{asked}",
    "{units}",
    "{words} {address}",
    "{address} {address}",
    "Wave {wave}",
    "{unit}",
    "Pulse – {unit}",
    "{unit} – Pulse",
)
METHOD = (
    "Score of an agree question = 25 × (mean − 1), answers 1 to 5. Safety is the mean of its questions, Pulse the mean"
    " of Safety, Response, Quota and Product.",
    "Noise band, 90 % = score ± t(0.95, n + 3) × s / √n, with n answers and s = {answers_differ}.",
    "With the n = {answered_now} of this wave: {half_widths}.",
    "Change since the last wave: clear above 1.96 × σ × √(1/n₁ + 1/n₂), leaning above 1.645 × the same."
    " σ is how much scores of this programme usually move, measured once it has 30 pairs of waves.",
    "σ now: {spreads}.",
    "Trend = 0.4 × newest wave + 0.6 × trend before, against the mean of the first 3 visible waves: clear above 2.5"
    " standard errors, leaning above 2. A new baseline begins with a new leader, when 40% of members changed,"
    " and after a clear trend that the next wave confirms.",
    "Teams beside one another: steadied value = unit above + n / (n + 5) × (team − unit above), for colour and place"
    " alone. Teams hardly differ where under 5% of all differences lie between them, judged from 8 teams on.",
    "Silence: score − (1 − response rate) × 15, if those who did not answer felt 15 points worse.",
    "Nothing is shown of fewer than k = {k} answers, three bands from {k_bands}, named options from {k_choice},"
    " comments from {k_comment}; at the ends of a scale a score is pulled in and reads “at least” or “at most”.",
)
UNIT = (
    *METHOD,
    "Comments of {unit} – Pulse",
    "Teams of {unit} – Pulse",
    "Trends of {unit} – Pulse",
    "{words}, {unit} – Pulse",
    "Wave {next_wave} is open: results appear after it closes on {moment}.",
    "Wave {any_wave}",
)
WITHHELD = (
    "Hidden to protect people: fewer than {k} answers. Nothing is wrong.",
    "Hidden to protect people: fewer than {k} answers. Nothing is wrong."
    " {unit} instead: {above} ({above_low}-{above_high}).",
    "Counted with {unit}, because on its own it could be worked out.",
    "Counted with {unit}, because on its own it could be worked out. {unit}: {above} ({above_low}-{above_high}).",
    "Counted with {unit} in this wave, so that no small group stands alone.",
    "Counted with {unit} in this wave, so that no small group stands alone."
    " {unit}: {above} ({above_low}-{above_high}).",
)
IN_PERCENT = tuple(sentence.replace("{above} (", "{above_percent} % (") for sentence in WITHHELD)
"""The same of a share of a target."""
CHANGES = (
    "{finding}: {score} after {before}. With {n} answers, moves under {move} points are noise.",
    "{finding}: {score} after {before}. With {n} answers, a move of {move} or more would be clear.",
    "{finding}: {score} after {before}. With {n} answers after {n_before}, moves under {move} points are noise.",
    "{finding}: {score} after {before}. With {n} answers after {n_before}, a move of {move} or more would be clear.",
    "Cannot tell: {score} after {before}, both at the edge of what may be shown.",
    "Cannot tell: {score} after {before}, one of them at the edge of what may be shown.",
)
ROWS = (
    *IN_PERCENT,
    "{score} ({low}-{high})",
    "Last asked in wave {wave}.",
    "{words} Last asked in wave {wave}.",
    *WITHHELD,
)
OPTIONS = (
    "Wave {wave}, {n} answers; small groups are raised a little, so that nobody's choice can be worked out.",
    "[Answers] {chosen}",
    "Options are shown from {k_choice} answers on. Nothing is wrong.",
)
FORECAST = (
    "Field says: team will reach {crowd} % of target",
    "Field says: the teams together will reach {crowd} % of target",
    "Field says: the middle team will reach {crowd} % of target (team targets not known)",
)
SENTENCES: Mapping[str, tuple[str, ...]] = {
    "home": (
        *UNIT,
        *ROWS,
        *CHANGES,
        "Wave {wave} closed {closed_day}. {answered} of {invited} answered ({words}).",
        *(f"Wave {{wave}} closed {{closed_day}}. {one}" for one in WITHHELD),
        "Field says: team will reach {crowd} % of target",
        "Field says: the teams together will reach {crowd} % of target",
        "Field says: the middle team will reach {crowd} % of target (team targets not known)",
        "{crowd_low}-{crowd_high}, plan 100, {crowd_n} answers. Never used for anybody's quota or pay.",
        "{crowd_low}-{crowd_high}, plan 100, {crowd_n} answers; asked in wave {x1_wave}."
        " Never used for anybody's quota or pay.",
        "{noise_n} answers; moves under {noise} points are noise.",
        "If those who did not answer felt 15 points worse: {silent}.",
        "Answer {own_themes} theme by {near_day}.",
        "Answer {own_themes} themes by {near_day}.",
        "Answer now, {minutes} min",
    ),
    "trends": (*UNIT, *ROWS, *OPTIONS, "{questions} single questions", "{questions} single question"),
    "trend": (
        *UNIT,
        *ROWS,
        *OPTIONS,
        *(f"Against the wave before. {one}" for one in CHANGES),
        "Clear rise: the trend is at {level}, the baseline at {baseline}. {turnover}",
        "Clear drop: the trend is at {level}, the baseline at {baseline}. {turnover}",
        "Leaning up: trend at {level}, baseline at {baseline}. {turnover}",
        "Leaning down: trend at {level}, baseline at {baseline}. {turnover}",
        "No clear trend: {level} after a baseline of {baseline}. A move of {trend_move} or more would be clear.",
        "The baseline is {baseline}. Later waves are compared with it.",
        "Wave {wave}: {favourable_share} % favourable ({favourable_low}-{favourable_high}), {n} answers",
        "{unfavourable} unfavourable {neutral} neutral {favourable} favourable",
        "Noise, 90 %",
        "[Wave] {wave}",
        "[Closed] {day}",
        "[Score] {score}",
        *(f"[Score] {one}" for one in (*WITHHELD, *IN_PERCENT)),
        "[Noise, 90 %] {low}-{high}",
        "[Answers] {n}",
        "[Steadied] {level}",
        "[Baseline] {baseline}",
        "[Finding] {words}{kept} promises kept)",
    ),
    "map": (
        *UNIT,
        "[Unit] {unit}",
        "[{column}] {score} {low}-{high}",
        "[{column}] {score} {low}-{high}, above",
        "[{column}] {score} {low}-{high}, below",
        "[{column}] fewer than {k} answers",
        "[Answered] fewer than {k} answers",
        "[Answered] {answered} of {invited}",
        *WITHHELD,
        "{dot}",
        "{dot} {unit}",
        "[No.] {dot}",
        "[Team] {unit}",
        "[{column}] {steadied}",
        "Safety, 0 to 100",
        "Response, 0 to 100",
        "Not on it, to protect people: {unit_list}. Nothing is wrong.",
    ),
    "comments": (
        *UNIT,
        "Comments and answers of {unit} – Pulse",
        "Answer is due by {near_day}",
        "{comments} comments",
        "{theme} {comments} comments",
        "{comment}",
    ),
    "mirror": (
        *UNIT,
        "Mirror of {unit} – Pulse",
        "Wave {any_wave}",
        "Private to you: nobody above you, in HR or in an export ever sees a number of yours. Above you is known only"
        " whether you looked, and from 8 leaders on how far off they were together.",
        "Leaders below you, wave {wave}",
        "How far off they were is told only from 8 leaders on.",
    ),
    "playbook": (
        *UNIT,
        "Playbook of {unit} – Pulse",
        "1. Thank",
        "2. Look",
        "Wave {any_wave}",
        "{words} is low: {score} in wave {wave}",
        "{words} is low: {score} ({low}-{high}) in wave {wave}",
    ),
    "forecast": (
        *UNIT,
        *FORECAST,
        *WITHHELD,
        *IN_PERCENT,
        "Forecast of {unit} – Pulse",
        "HR has uploaded no plan for {day}, the day the wave closed",
        "{crowd_low}-{crowd_high}, plan 100, {crowd_n} answers; wave {x1_wave}, closed {outlook_day}",
        "Wave {x1_wave}, closed {outlook_day}",
        "[Plan] 100 %",
        "Noise, 90 %",
        "[Field] {crowd}",
        *(f"[Field] {one}" for one in (*WITHHELD, *IN_PERCENT)),
        "[Answers] {crowd_n}",
        "Wave {any_wave}",
    ),
    "coaching": (
        *UNIT,
        *ROWS,
        "Coaching in {unit} – Pulse",
        "{score} ({low}-{high}), {n} answers",
        "{words} Asked in wave {wave}.",
        "A view of the team, never of one talk or one person. All 0 to 100, higher is better.",
    ),
    "promises": (
        *UNIT,
        "Promises to {unit} – Pulse",
        "[Problems got a clear answer] {r1_score} ({r1_low}-{r1_high}), {r1_n} answers",
        "[Results talked through with a next step, %] {r5_score} ({r5_low}-{r5_high}), {r5_n} answers",
        "[{words}] Hidden to protect people: fewer than {k} answers. Nothing is wrong.",
        "Wave {any_wave}",
    ),
    "programme": ("{plan}",),
    "targets example": ("{targets_example}",),
    "results": (
        *UNIT,
        *ROWS,
        "{unit}, wave {wave} – Pulse",
        "{words}, wave {wave}, closed on {closed_day}. Everybody who counts in this group gets this page,"
        " and it is the same for all.",
        *(f"{{words}} {one}" for one in CHANGES),
        "{theme} {comments} comments",
        "Field says: team will reach {crowd} % of target",
        "Field says: the teams together will reach {crowd} % of target",
        "Field says: the middle team will reach {crowd} % of target (team targets not known)",
        "{crowd_low}-{crowd_high}, plan 100, {crowd_n} answers. Never used for anybody's quota or pay.",
        "{crowd_low}-{crowd_high}, plan 100, {crowd_n} answers; asked in wave {x1_wave}."
        " Never used for anybody's quota or pay.",
    ),
    "theme": (*UNIT, "Answer is due by {near_day}"),
    "programmes": (
        "{day} – {day} Wave {any_wave} planned",
        "Every 4 weeks, nothing about fewer than {k} answers. Look at it or change it · Who is invited next,"
        " and what folds",
        "[Wave] Wave {any_wave}",
        "[Wave] Wave {next_wave}",
        "[Opens] {day}",
        "[Closes] {day}",
        "[Participation] {answered} of {invited} answered",
        "[Mails] {mails}",
    ),
    "participation": (
        "{words}, wave {wave}",
        "Participation in wave {wave} – Pulse",
        "Closed {day}, released {day}",
        "[Unit] {unit}",
        "[Answered] {answered} of {invited} answered",
        "[Answered] Hidden to protect people: fewer than {k} answered.",
        "{fingerprint}",
    ),
    "preview": (
        "With today’s roster, {everybody} people would be invited on {day}.",
        "[Unit] {unit}",
        "[People invited] {cell}",
        "{unit} ({members}) counts in {unit}: fewer than {k} people are invited, until more are.",
        "{unit} ({members}) counts in {unit}: it is next to the people at the top, who could not stand on their own.",
        "Fewest answers behind a number: {k}",
        "Fewest answers for how they spread: {k_bands}",
        "Fewest answers for choices with names: {k_choice}",
        "Fewest answers where comments are shown: {k_comment}",
        "Fewest comments shown together: {least_comments}",
        "Fewest comments behind a theme: {k_theme}",
    ),
    "roster": ("{day}: {came} came, 0 left, 0 moved, {new_units} new units (one person)",),
    "books": (
        "Whoever has this link may download the books until {day}, {hour}. Hand it to the works council, or"
        " to everybody. It is the same for all who ask for one today, and does not say who uses it.",
        "{books}",
    ),
    "exports": ("{words}, wave {any_wave}", "Closed {day}, published {day}"),
    "log": ("{day}, {hour} {entry}",),
}
"""By kind of page; `explaining.KINDS` says which address is of which kind."""
