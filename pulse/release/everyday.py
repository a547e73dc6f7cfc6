"""Words of comments that are also somebody's name, and parts of names and titles that name nobody on their own.

Only what people write in small letters: a German noun has a capital anyway, and nobody writes "smith" of iron here.
"""

ENGLISH = """
    able ace aim are art ask back bank banks base bass bell berry best big bill black blank blue bond book boss bow
    box branch brand bridge bright brown bull burn bush call can card care carry case cash chain chance chase cheap
    check church clay clear close cloud coast cole come cook core cost court cove cross crystal day days deal dear do
    dollar down early earn east else ever fair faith fall falls farm fast few field fields fine fit fix flint flower
    for force ford forest found fox free french friend full gain gamble game garden gate gift give glad glass go gold
    golden good grace grand grant gray great green grey grow guest half hall hand hard harm head heart heath heaven
    her hero high hill him his hold home hook hope horn hot house how hung hunt ice iron ivory joy judge jump june
    just justice keen keep key kid kind king know lake lamb land lane large lark last late law lead leader leaf lean
    less light like lily line link lion list little live lock long look loss lot love low luck lucky main major make
    man many mark market may mean meet mercy merit mile mill mine mint miss money moon more morning most move much my
    need new news next nice noble noon north note now off old olive on only open or order over own page pain paint
    pale palm park parks part pass past pay peace penny pick piece pike pine pink place plan play point pole pool poor
    pop post pound power powers price pride prime prince prior proud pure push quick quota quote race rain raise ramp
    ran read real red rest rich ride right ring rise river road rock root rose rough round royal rule run rush sad
    safe sage sale sales salt same sand save say school sea see self sell send set shade shall share sharp she ship
    short show side sign silver sky slow small smart snow so soft sold some son song soon sort sound south speak speed
    spend spring staff stand star start stay steel step still stock stone store storm story straight strange street
    strong such summer sun support sure sweet swift table take talk target task tax teach team tell ten term test than
    the then thing think this time tip too top touch town track trade train travel tree trip true trust try turn under
    up use van very victory view visit voice wait walk wall want war warm was way we weak web week weeks well west
    what when white who wild will win wind window wine winner winter wise wish with wonder wood word words work world
    worth yard year yes yet you young your zone
"""
GERMAN = """
    aber alle als alt anders arm auch bald bei besser bitter blank blau blind braun breit bunt dank dann das dein denn
    deutsch dick doch dort eben echt ehrlich eigen ein eng ernst erst falsch fast faul fein fest finster flink flott
    frei fremd frisch froh fromm früh ganz gar gelb geld gerade gern gleich grau grob groß grün gut halb halt hart
    haus heil heiter hell heute hier hoch hohl ihr jung kahl kalt kann karg kauf kaum kein keine klar klein klug knapp
    krank kraus krumm kunde kurz kühn lahm land lang lange laut leicht leise lieb lieber los mager man mehr mein mild
    milde mit morgen müde nach nah nett neu neun nie noch nur ober offen ohne preis ran rar rau recht reich reif rein
    roh rot rund sacht samt satt sauer scharf schlau schlecht schlicht schmal schnell schon schräg schwach schwarz
    schwer schön sehr sein selig sicher sonst spitz spät stadt stark statt stet still stolz stramm streng stumm süß
    tag teuer tief toll treu trocken viel voll von vor wann warm was weg weich weil weise weit weiß wenig wer wert wie
    wir wird wohl zahl zart zehn zeit ziel zäh
"""
PARTS = """
    a af al am ap auf aus av bin da das de del della den der di do dos dr du e el en ext frau herr het ibn ii iii im
    ing iv jr la las le los mac mba mc mr mrs ms msc of phd prof sr ten ter the und van vom von y zu zum zur
"""
WORDS = frozenset(f"{ENGLISH} {GERMAN}".split())
PARTICLES = frozenset(PARTS.split())
