/** A key of an SAP system and zones of the IANA database, the default first; a key may have several lines. */
export const ZONES = `
WET Europe/Lisbon Atlantic/Canary Atlantic/Faroe Atlantic/Madeira
WAT Africa/Lagos Africa/Algiers Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa
WAT Africa/Libreville Africa/Luanda Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo
ART America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/Cordoba
ART America/Argentina/Jujuy America/Argentina/La_Rioja America/Argentina/Mendoza
ART America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan
ART America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia
PST America/Los_Angeles America/Tijuana America/Vancouver
PKT Asia/Karachi
URUGUA America/Montevideo
TURKEY Europe/Istanbul
SYRIA Asia/Damascus
RUS12 Asia/Kamchatka Asia/Anadyr
RUS11 Asia/Sakhalin Asia/Magadan Asia/Srednekolymsk
RUS10 Asia/Vladivostok Asia/Ust-Nera
RUS09 Asia/Yakutsk Asia/Chita Asia/Khandyga
RUS08 Asia/Irkutsk
RUS07 Asia/Novosibirsk Asia/Barnaul Asia/Krasnoyarsk Asia/Novokuznetsk Asia/Tomsk
RUS06 Asia/Omsk
RUS05 Asia/Yekaterinburg
RUS04 Europe/Astrakhan Europe/Samara Europe/Saratov Europe/Ulyanovsk
RUS03 Europe/Moscow Europe/Kirov Europe/Volgograd
RUS02 Europe/Kaliningrad
PIERRE America/Miquelon
PARAGY America/Asuncion
NZST Pacific/Auckland Antarctica/McMurdo
NZCHA Pacific/Chatham
NST America/St_Johns
NORFLK Pacific/Norfolk
NEPAL Asia/Kathmandu
MSTNO America/Phoenix America/Creston America/Dawson_Creek America/Fort_Nelson America/Hermosillo
MSTNO America/Mazatlan America/Whitehorse America/Dawson
MST America/Denver America/Boise America/Cambridge_Bay America/Ciudad_Juarez America/Edmonton America/Inuvik
MST America/Yellowknife
MOROCC Africa/Casablanca
MOLDVA Europe/Chisinau
MAU Indian/Mauritius
LBANON Asia/Beirut
JORDAN Asia/Amman
JAPAN Asia/Tokyo
ISRAEL Asia/Jerusalem
IRAQ Asia/Baghdad
IRAN Asia/Tehran
INDIA Asia/Kolkata
HAW Pacific/Honolulu
GSTW America/Thule
GSTE America/Scoresbysund
GST America/Nuuk
GMTUK Europe/London Europe/Dublin Europe/Guernsey Europe/Isle_of_Man Europe/Jersey
FLKLND Atlantic/Stanley
FIJI Pacific/Fiji
ESTNO America/Atikokan America/Cancun
EST_NA America/Havana
EST America/New_York America/Detroit America/Grand_Turk America/Indiana/Indianapolis America/Indiana/Marengo
EST America/Indiana/Petersburg America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac
EST America/Iqaluit America/Kentucky/Louisville America/Kentucky/Monticello America/Nassau America/Nipigon
EST America/Pangnirtung America/Port-au-Prince America/Thunder_Bay America/Toronto
EGYPT Africa/Cairo
EET Europe/Athens Asia/Gaza Asia/Hebron Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Mariehamn
EET Europe/Riga Europe/Sofia Europe/Tallinn Europe/Uzhgorod Europe/Vilnius Europe/Zaporozhye
CYPRUS Asia/Nicosia Asia/Famagusta
CSTNO America/Mexico_City America/Bahia_Banderas America/Chihuahua America/Merida America/Monterrey
CSTNO America/Regina America/Swift_Current
CST America/Chicago America/Indiana/Knox America/Indiana/Tell_City America/Matamoros America/Menominee
CST America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem America/Ojinaga
CST America/Rainy_River America/Rankin_Inlet America/Resolute America/Winnipeg
CHILEM America/Punta_Arenas America/Coyhaique
CHILEE Pacific/Easter
CHILE America/Santiago
CET Europe/Berlin Africa/Ceuta Arctic/Longyearbyen Europe/Amsterdam Europe/Andorra Europe/Belgrade
CET Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Gibraltar
CET Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris
CET Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje
CET Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb
CET Europe/Zurich
CAT Africa/Johannesburg Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Juba
CAT Africa/Khartoum Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo Africa/Maseru Africa/Mbabane
CAT Africa/Tripoli Africa/Windhoek
BRZLWE America/Boa_Vista America/Campo_Grande America/Cuiaba America/Manaus America/Porto_Velho
BRZLAN America/Eirunepe America/Rio_Branco
BRAZIL America/Sao_Paulo America/Araguaina America/Bahia America/Belem America/Fortaleza America/Maceio
BRAZIL America/Recife America/Santarem
BDT Asia/Dhaka
AZT Asia/Baku
AZOREN Atlantic/Azores
AUSWA Australia/Perth
AUSVIC Australia/Melbourne
AUSTAS Australia/Hobart
AUSSA Australia/Adelaide Australia/Broken_Hill
AUSQLD Australia/Brisbane Australia/Lindeman
AUSNT Australia/Darwin
AUSNSW Australia/Sydney Antarctica/Macquarie
AUSLHI Australia/Lord_Howe
AUSEUC Australia/Eucla
AST America/Halifax America/Glace_Bay America/Goose_Bay America/Moncton Atlantic/Bermuda
ALAW America/Adak
ALA America/Anchorage America/Juneau America/Metlakatla America/Nome America/Sitka America/Yakutat
AFGHAN Asia/Kabul
UTC+12 Etc/GMT-12 Pacific/Funafuti Pacific/Kwajalein Pacific/Majuro Pacific/Nauru Pacific/Tarawa Pacific/Wake
UTC+12 Pacific/Wallis
UTC+11 Etc/GMT-11 Antarctica/Casey Pacific/Bougainville Pacific/Efate Pacific/Guadalcanal Pacific/Kosrae
UTC+11 Pacific/Noumea Pacific/Pohnpei
UTC+10 Etc/GMT-10 Antarctica/DumontDUrville
UTC+9 Etc/GMT-9 Asia/Dili Asia/Jayapura Asia/Pyongyang Asia/Seoul Pacific/Palau
UTC+8 Etc/GMT-8 Asia/Brunei Asia/Choibalsan Asia/Hong_Kong Asia/Kuala_Lumpur Asia/Kuching Asia/Macau
UTC+8 Asia/Makassar Asia/Manila Asia/Shanghai Asia/Singapore Asia/Taipei Asia/Ulaanbaatar
UTC+7 Etc/GMT-7 Antarctica/Davis Asia/Bangkok Asia/Ho_Chi_Minh Asia/Hovd Asia/Jakarta Asia/Phnom_Penh
UTC+7 Asia/Pontianak Asia/Vientiane Indian/Christmas
UTC+6 Etc/GMT-6 Indian/Chagos Antarctica/Vostok Asia/Bishkek Asia/Thimphu Asia/Urumqi
UTC+63 Asia/Yangon Indian/Cocos
UTC+5 Etc/GMT-5 Antarctica/Mawson Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Ashgabat Asia/Atyrau Asia/Dushanbe
UTC+5 Asia/Oral Asia/Qostanay Asia/Qyzylorda Asia/Samarkand Asia/Tashkent Indian/Kerguelen Indian/Maldives
UTC+53 Asia/Colombo
UTC+4 Etc/GMT-4 Asia/Dubai Asia/Muscat Asia/Tbilisi Asia/Yerevan Indian/Mahe Indian/Reunion
UTC+3 Etc/GMT-3 Africa/Addis_Ababa Africa/Asmara Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala
UTC+3 Africa/Mogadishu Africa/Nairobi Antarctica/Syowa Asia/Aden Asia/Bahrain Asia/Kuwait Asia/Qatar
UTC+3 Asia/Riyadh Europe/Minsk Europe/Simferopol Indian/Antananarivo Indian/Comoro Indian/Mayotte
UTC+2 Etc/GMT-2
UTC+1 Etc/GMT-1 Africa/El_Aaiun Africa/Tunis
UTC Etc/UTC Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar
UTC Africa/Freetown Africa/Lome Africa/Monrovia Africa/Nouakchott Africa/Ouagadougou Africa/Sao_Tome
UTC America/Danmarkshavn Antarctica/Troll Atlantic/Reykjavik Atlantic/St_Helena Etc/GMT Etc/GMT+0 Etc/GMT-0
UTC Etc/GMT0 Etc/Greenwich Etc/Universal Etc/Zulu
UTC-12 Etc/GMT+12
UTC-11 Etc/GMT+11 Pacific/Midway Pacific/Niue Pacific/Pago_Pago
UTC-10 Etc/GMT+10 Pacific/Rarotonga Pacific/Tahiti
UTC-9 Etc/GMT+9 Pacific/Gambier
UTC-8 Etc/GMT+8 Pacific/Pitcairn
UTC-7 Etc/GMT+7
UTC-6 Etc/GMT+6 America/Belize America/Costa_Rica America/El_Salvador America/Guatemala America/Managua
UTC-6 America/Tegucigalpa Pacific/Galapagos
UTC-5 Etc/GMT+5 America/Bogota America/Cayman America/Guayaquil America/Jamaica America/Lima America/Panama
UTC-4 Etc/GMT+4 America/Anguilla America/Antigua America/Aruba America/Barbados America/Blanc-Sablon
UTC-4 America/Caracas America/Curacao America/Dominica America/Grenada America/Guadeloupe America/Guyana
UTC-4 America/Kralendijk America/La_Paz America/Lower_Princes America/Marigot America/Martinique
UTC-4 America/Montserrat America/Port_of_Spain America/Puerto_Rico America/Santo_Domingo America/St_Barthelemy
UTC-4 America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Tortola
UTC-3 Etc/GMT+3 America/Cayenne America/Paramaribo Antarctica/Palmer Antarctica/Rothera
UTC-2 Etc/GMT+2 America/Noronha Atlantic/South_Georgia
UTC-1 Etc/GMT+1 Atlantic/Cape_Verde
`;
