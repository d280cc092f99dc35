"""The endings by which Telegram takes `example.org` for an address though nothing stands before it.

Telegram's own list has some 1,400 endings; these are the countries', the oldest and the most used of the rest.
"""

_COUNTRIES = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf
cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg
gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp
kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne
nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk
sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn
vu wf ws ye yt za zm zw
"""
_OTHERS = """
aero arpa asia biz cat com coop edu gov info int jobs mil mobi museum name net onion org post pro tel ton travel xxx
academy agency app army art audio auto band bank bar beauty beer berlin best bet bike bio black blog boats bond book
boutique box build builders business buzz cafe camera camp capital car cards care careers cash casino center chat cheap
church city claims cleaning click clinic clothing cloud club coach codes coffee college community company computer
construction consulting contact contractors cool country coupons courses credit cricket cruises cymru cyou dance data
date dating day deals degree delivery democrat dental dentist design dev diamonds digital direct directory discount
doctor dog domains download earth eco education email energy engineer engineering equipment estate eus events exchange
expert express fail faith family fan fans farm fashion film finance financial fish fit fitness flights florist flowers
foo food football forsale forum foundation fun fund furniture fyi gal gallery game games garden gay gift gifts gives
glass global gmbh gold golf google graphics gratis green group guide guru hair haus health healthcare help hiphop
hockey holdings holiday homes horse hospital host hosting hotels house how icu immo immobilien inc industries ink
institute insurance international investments irish istanbul java jetzt jewelry kaufen kids kim kitchen kiwi koeln
land lat law lawyer lease legal lgbt life lighting like limited limo link live living llc loan loans lol london love
ltd luxury madrid makeup management market marketing markets mba media meme memorial men menu miami mom money monster
mortgage moscow motorcycles movie music navy network new news ngo ninja now nyc one ong onl online ooo organic osaka
page paris partners parts party pet pharmacy photo photography photos physio pics pictures pink pizza place play
plumbing plus poker porn press productions promo properties property pub quebec quest racing radio realestate realty
recipes red rehab reise reisen rent rentals repair report republican rest restaurant review reviews rich rip rocks
rodeo rsvp ruhr run sale salon sarl school schule science scot security select services sex sexy shoes shop shopping
show singles site ski skin soccer social software solar solutions space sport spot srl store stream studio study style
sucks supplies supply support surf surgery systems tattoo tax taxi team tech technology tennis theater theatre tickets
tienda tips tires tirol today tokyo tools top tours town toys trade trading training tube university uno vacations
ventures vet viajes video villas vin vip vision vlaanderen vodka vote voting voyage wales watch webcam website wedding
wien wiki win wine work works world wtf xin xyz yachts yoga you zip zone
бг бел дети ею католик ком мкд мон москва онлайн орг рус рф сайт срб укр қаз ελ ευ հայ გე ישראל קום
امارات ایران بازار شبكة عراق عمان فلسطين قطر مصر موقع پاکستان भारत বাংলা ভারত ไทย 中国 中國 公司 台湾 台灣 香港
网络 한국 닷컴 みんな コム
"""
ENDINGS = frozenset(f"{_COUNTRIES} {_OTHERS}".split())
