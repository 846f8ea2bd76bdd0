/**
 * Names of people from many places. `native|ascii` where a login name is not simply the name without its accents.
 * Within a culture any given name goes with any family name; the ASCII forms are different across all of them.
 */

export interface Person {
  readonly given: string;
  readonly family: string;
  /** For login names and addresses: lower case, Latin letters, digits, `-` and `'`. */
  readonly login: string;
  readonly culture: Culture;
}

export interface Culture {
  readonly given: Names;
  readonly family: Names;
  readonly locale: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly timezone: string;
  readonly city: string;
  readonly postalCode: string;
  readonly street: string;
  readonly dialCode: string;
}

const LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ø: 'oe',
  æ: 'ae',
  å: 'aa',
  ł: 'l',
  ı: 'i',
  ð: 'd',
  þ: 'th',
};

/** `[native, ascii]` of each name. */
type Names = readonly (readonly [native: string, ascii: string])[];

function words(text: string): Names {
  return text.split(/\s*,\s*/).map((entry) => {
    const [native = '', ascii] = entry.split('|');
    return [native, ascii ?? toAscii(native)];
  });
}

function toAscii(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüßøæåłıðþ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll(' ', '-');
}

export const CULTURES: readonly Culture[] = [
  {
    given: words(
      'Anneliese, Jörg, Käthe, Lukas, Friederike, Sönke, Wiebke, Matthias, Heike, Björn, Ursula, Günther',
    ),
    family: words(
      'Müller, Weiß, Schäfer, Großmann, Krüger, Vogt, Köhler, Jäger, Brandt, Hübner, von Bülow, Zöllner',
    ),
    locale: 'de',
    country: 'DE',
    timezone: 'Europe/Berlin',
    city: 'Köln',
    postalCode: '50667',
    street: 'Große Budengasse',
    dialCode: '+49 221',
  },
  {
    given: words('Chloé, François, Zoé, Benoît, Anaïs, Jérôme, Élodie, Théo, Margaux, Loïc, Océane, Gaëtan'),
    family: words(
      "Lefèvre, D'Amboise, Béranger, Dupré, Garçon, L'Écuyer, Moreau, Noël, Pâris, Roussel, Thévenet, Vallée",
    ),
    locale: 'fr',
    country: 'FR',
    timezone: 'Europe/Paris',
    city: 'Saint-Étienne',
    postalCode: '42000',
    street: 'Rue de la République',
    dialCode: '+33 4',
  },
  {
    given: words(
      'Íñigo, María José, Álvaro, Begoña, Joaquín, Ainhoa, Ramón, Lucía, Andrés, Concepción, Jesús, Nuria',
    ),
    family: words(
      'Núñez, García Márquez, Ibáñez, Peña, Ordóñez, Castaño, Villalobos, Quiñones, Zúñiga, Beltrán, Ríos, Sáenz',
    ),
    locale: 'es',
    country: 'ES',
    timezone: 'Europe/Madrid',
    city: 'A Coruña',
    postalCode: '15001',
    street: 'Calle Real',
    dialCode: '+34 981',
  },
  {
    given: words(
      'Siobhán, Ciarán, Aoife, Pádraig, Róisín, Eoghan, Sinéad, Oisín, Gráinne, Fionn, Caoimhe, Tadhg',
    ),
    family: words(
      "O'Brien, O'Sullivan, MacCarthy, Ní Dhómhnaill, Byrne, O'Reilly, Gallagher, Doherty, Kinsella, O'Shea, Nolan, Quinn",
    ),
    locale: 'en',
    country: 'IE',
    timezone: 'Europe/Dublin',
    city: 'Dún Laoghaire',
    postalCode: 'A96 X2N4',
    street: 'Marine Road',
    dialCode: '+353 1',
  },
  {
    given: words(
      'Łukasz, Małgorzata, Wojciech, Agnieszka, Zbigniew, Ożana, Paweł, Grażyna, Stanisław, Jadwiga, Błażej, Żaneta',
    ),
    family: words(
      'Wiśniewski, Dąbrowska, Kowalczyk, Żuławski, Łęcki, Gąsior, Śliwa, Ćwik, Źrebiec, Nowak, Pająk, Wróbel',
    ),
    locale: 'pl',
    country: 'PL',
    timezone: 'Europe/Warsaw',
    city: 'Łódź',
    postalCode: '90-001',
    street: 'Ulica Piotrkowska',
    dialCode: '+48 42',
  },
  {
    given: words(
      'Åsa, Søren, Bjørg, Håkan, Ærlend, Øyvind, Linnéa, Þórdís|thordis, Guðrún|gudrun, Mats, Frøya, Ragnhild',
    ),
    family: words(
      'Ångström, Sørensen, Bjørnson, Hägglund, Øverland, Lindqvist, Kjærgaard, Þórsson|thorsson, Nygård, Dahl, Ekström, Frøslev',
    ),
    locale: 'sv',
    country: 'SE',
    timezone: 'Europe/Stockholm',
    city: 'Malmö',
    postalCode: '211 19',
    street: 'Östergatan',
    dialCode: '+46 40',
  },
  {
    given: words('İbrahim, Şule, Çağlar, Gülşen, Özgür, Ayşe, Işıl, Uğur, Tuğba, Kerem, Defne, Ömer'),
    family: words(
      'Yıldız, Öztürk, Çelik, Şahin, Güneş, Aydın, Doğan, Kılıç, Erdoğmuş, Arslan, Bozkurt, Ünal',
    ),
    locale: 'tr',
    country: 'TR',
    timezone: 'Europe/Istanbul',
    city: 'Muğla',
    postalCode: '48000',
    street: 'Atatürk Bulvarı',
    dialCode: '+90 252',
  },
  {
    given: words(
      'Юлия|yuliya, Сергей|sergey, Наталья|natalya, Дмитрий|dmitriy, Ксения|kseniya, Фёдор|fyodor, Ольга|olga, Игорь|igor, Жанна|zhanna, Пётр|pyotr',
    ),
    family: words(
      'Иванов|ivanov, Щербаков|shcherbakov, Королёв|korolyov, Соловьёв|solovyov, Жуков|zhukov, Чайка|chayka, Левченко|levchenko, Бондарь|bondar, Мороз|moroz, Шевчук|shevchuk',
    ),
    locale: 'ru',
    country: 'KZ',
    timezone: 'Asia/Almaty',
    city: 'Алматы',
    postalCode: '050000',
    street: 'улица Абая',
    dialCode: '+7 727',
  },
  {
    given: words(
      'Ελένη|eleni, Γιώργος|giorgos, Χρήστος|christos, Αθηνά|athina, Νίκος|nikos, Δέσποινα|despina, Στέλιος|stelios, Φωτεινή|foteini',
    ),
    family: words(
      'Παπαδόπουλος|papadopoulos, Γεωργίου|georgiou, Ψαρρά|psarra, Κωνσταντίνου|konstantinou, Ξανθάκης|xanthakis, Μακρής|makris, Βλάχου|vlachou, Λαμπράκης|lambrakis',
    ),
    locale: 'el',
    country: 'GR',
    timezone: 'Europe/Athens',
    city: 'Θεσσαλονίκη',
    postalCode: '546 24',
    street: 'Τσιμισκή',
    dialCode: '+30 2310',
  },
  {
    given: words(
      'さくら|sakura, 健太|kenta, 陽子|yoko, 大輔|daisuke, 美咲|misaki, 翔|sho, 直樹|naoki, 愛|ai',
    ),
    family: words(
      '佐藤|sato, 鈴木|suzuki, 高橋|takahashi, 渡辺|watanabe, 伊藤|ito, 小林|kobayashi, 斎藤|saito, 松本|matsumoto',
    ),
    locale: 'ja',
    country: 'JP',
    timezone: 'Asia/Tokyo',
    city: '大阪市',
    postalCode: '530-0001',
    street: '梅田',
    dialCode: '+81 6',
  },
  {
    given: words('伟|wei, 芳|fang, 娜|na, 秀英|xiuying, 敏|min, 静|jing, 磊|lei, 洋|yang'),
    family: words('王|wang, 李|li, 张|zhang, 刘|liu, 陈|chen, 赵|zhao, 黄|huang, 欧阳|ouyang'),
    locale: 'zh',
    country: 'CN',
    timezone: 'Asia/Shanghai',
    city: '成都',
    postalCode: '610000',
    street: '春熙路',
    dialCode: '+86 28',
  },
  {
    given: words(
      'محمد|muhammad, فاطمة|fatima, أحمد|ahmad, ليلى|layla, يوسف|yusuf, زينب|zaynab, عمر|umar, نور|nur',
    ),
    family: words(
      'الحسن|al-hassan, المصري|al-masri, الخطيب|al-khatib, حداد|haddad, النجار|al-najjar, قاسم|qasim, منصور|mansur, السيد|al-sayyid',
    ),
    locale: 'ar',
    country: 'AE',
    timezone: 'Asia/Dubai',
    city: 'دبي',
    postalCode: '00000',
    street: 'شارع الشيخ زايد',
    dialCode: '+971 4',
  },
  {
    given: words(
      'अर्जुन|arjun, प्रिया|priya, राहुल|rahul, अनन्या|ananya, विक्रम|vikram, काव्या|kavya, संजय|sanjay, मीरा|meera',
    ),
    family: words(
      'शर्मा|sharma, पटेल|patel, गुप्ता|gupta, सिंह|singh, अय्यर|iyer, चटर्जी|chatterjee, रेड्डी|reddy, जोशी|joshi',
    ),
    locale: 'hi',
    country: 'IN',
    timezone: 'Asia/Kolkata',
    city: 'बेंगलुरु',
    postalCode: '560001',
    street: 'महात्मा गांधी मार्ग',
    dialCode: '+91 80',
  },
  {
    given: words('João, Conceição, Antônio, Inês, Luís, Fátima, Tomé, Eusébio, Vitória, Caetano'),
    family: words(
      'Assunção, Gonçalves, Magalhães, Simões, Brandão, Araújo, Leitão, da Conceição, Falcão, Muniz',
    ),
    locale: 'pt',
    country: 'BR',
    timezone: 'America/Sao_Paulo',
    city: 'São Paulo',
    postalCode: '01310-100',
    street: 'Avenida Paulista',
    dialCode: '+55 11',
  },
  {
    given: words(
      'Ada, Marcus, Priscilla, Theodore, Jean-Luc, Beatrix, Desmond, Winifred, Auberon, Philippa, Rex, Imogen',
    ),
    family: words(
      'Vale, Fairfax-Smith, Thorne, Okafor, McAllister, Lindgren-Hughes, Pritchard, Wu, Abernathy, Castellan, Reed, Hargreaves',
    ),
    locale: 'en',
    country: 'US',
    timezone: 'America/New_York',
    city: 'Boston',
    postalCode: '02108',
    street: 'Beacon Street',
    dialCode: '+1 617',
  },
];

/** The `index`th person; no two have the same login. */
export function personOf(index: number): Person {
  const culture = CULTURES[index % CULTURES.length];
  if (culture === undefined) throw new RangeError('There is always a culture.');
  const turn = Math.floor(index / CULTURES.length);
  const { given, family } = culture;
  const pairs = given.length * family.length;
  // 7 shares no factor with any number of pairs here, so that this walks through all of them in a mixed order.
  const pair = (turn * 7) % pairs;
  const round = Math.floor(turn / pairs);
  const [givenName, givenLogin] = given[pair % given.length] ?? ['', ''];
  const [familyName, familyLogin] = family[Math.floor(pair / given.length)] ?? ['', ''];
  return {
    given: givenName,
    family: familyName,
    login: `${givenLogin}.${familyLogin}${round === 0 ? '' : round + 1}`,
    culture,
  };
}
