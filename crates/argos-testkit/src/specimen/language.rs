//! What is printed beside the fields, in the languages of the issuers.

/// A language of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
    /// Dutch.
    Dutch,
    /// Polish.
    Polish,
    /// Czech.
    Czech,
    /// Romanian.
    Romanian,
    /// Croatian.
    Croatian,
    /// Hungarian.
    Hungarian,
    /// Finnish.
    Finnish,
    /// Swedish.
    Swedish,
    /// Danish.
    Danish,
    /// Turkish.
    Turkish,
    /// Vietnamese.
    Vietnamese,
    /// Indonesian.
    Indonesian,
    /// Greek, in Greek letters.
    Greek,
    /// Ukrainian, in Cyrillic letters.
    Ukrainian,
    /// Bulgarian, in Cyrillic letters.
    Bulgarian,
}

/// A text that is printed on documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// Title of a passport.
    Passport,
    /// Title of an identity card.
    IdentityCard,
    /// Title of a residence permit.
    ResidencePermit,
    /// Title of a visa.
    Visa,
    /// Surname.
    Surname,
    /// Given names.
    GivenNames,
    /// Nationality.
    Nationality,
    /// Date of birth.
    BirthDate,
    /// Sex.
    Sex,
    /// Place of birth.
    BirthPlace,
    /// Date of issue.
    IssueDate,
    /// Date of expiry.
    ExpiryDate,
    /// Issuing authority.
    Authority,
    /// Number of a passport.
    PassportNumber,
    /// Number of a card or visa.
    CardNumber,
    /// Personal number of the holder.
    PersonalNumber,
    /// Kind of the document as a code.
    Type,
    /// Code of the issuing country.
    CountryCode,
}

impl Language {
    /// How this language labels it.
    #[must_use]
    pub fn label(self, label: Label) -> &'static str {
        self.texts()[label as usize]
    }

    /// Three or four letters for a month, 1 to 12; English for languages whose documents write it so.
    #[must_use]
    pub fn month(self, month: u8) -> &'static str {
        let names = match self {
            Self::French => "JAN FÉV MARS AVR MAI JUIN JUIL AOÛT SEPT OCT NOV DÉC",
            Self::German => "JAN FEB MÄR APR MAI JUN JUL AUG SEP OKT NOV DEZ",
            Self::Spanish => "ENE FEB MAR ABR MAY JUN JUL AGO SEP OCT NOV DIC",
            Self::Italian => "GEN FEB MAR APR MAG GIU LUG AGO SET OTT NOV DIC",
            Self::Portuguese => "JAN FEV MAR ABR MAI JUN JUL AGO SET OUT NOV DEZ",
            Self::Dutch => "JAN FEB MRT APR MEI JUN JUL AUG SEP OKT NOV DEC",
            Self::Indonesian => "JAN FEB MAR APR MEI JUN JUL AGU SEP OKT NOV DES",
            _ => "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC",
        };
        names
            .split(' ')
            .nth(usize::from(month).saturating_sub(1))
            .unwrap_or("JAN")
    }

    // A table, kept dense: in the order of `Label`.
    #[rustfmt::skip]
    const fn texts(self) -> &'static [&'static str; 18] {
        match self {
            Self::English => &[
                "PASSPORT", "IDENTITY CARD", "RESIDENCE PERMIT", "VISA", "Surname", "Given names", "Nationality",
                "Date of birth", "Sex", "Place of birth", "Date of issue", "Date of expiry", "Authority",
                "Passport No.", "Document No.", "Personal No.", "Type", "Country code",
            ],
            Self::French => &[
                "PASSEPORT", "CARTE D'IDENTITÉ", "TITRE DE SÉJOUR", "VISA", "Nom", "Prénoms", "Nationalité",
                "Date de naissance", "Sexe", "Lieu de naissance", "Date de délivrance", "Date d'expiration",
                "Autorité", "Passeport n°", "N° du document", "N° personnel", "Type", "Code du pays",
            ],
            Self::German => &[
                "REISEPASS", "PERSONALAUSWEIS", "AUFENTHALTSTITEL", "VISUM", "Name", "Vornamen",
                "Staatsangehörigkeit", "Geburtsdatum", "Geschlecht", "Geburtsort", "Ausstellungsdatum", "Gültig bis",
                "Behörde", "Pass-Nr.", "Ausweisnummer", "Persönliche Nr.", "Typ", "Kode",
            ],
            Self::Spanish => &[
                "PASAPORTE", "DOCUMENTO DE IDENTIDAD", "PERMISO DE RESIDENCIA", "VISADO", "Apellidos", "Nombre",
                "Nacionalidad", "Fecha de nacimiento", "Sexo", "Lugar de nacimiento", "Fecha de expedición",
                "Fecha de caducidad", "Autoridad", "Pasaporte no.", "Número de documento", "Número personal", "Tipo",
                "Código del país",
            ],
            Self::Italian => &[
                "PASSAPORTO", "CARTA D'IDENTITÀ", "PERMESSO DI SOGGIORNO", "VISTO", "Cognome", "Nome", "Cittadinanza",
                "Data di nascita", "Sesso", "Luogo di nascita", "Data di rilascio", "Data di scadenza", "Autorità",
                "Passaporto n.", "Numero documento", "Codice fiscale", "Tipo", "Codice paese",
            ],
            Self::Portuguese => &[
                "PASSAPORTE", "CARTÃO DE CIDADÃO", "TÍTULO DE RESIDÊNCIA", "VISTO", "Apelidos", "Nomes próprios",
                "Nacionalidade", "Data de nascimento", "Sexo", "Local de nascimento", "Data de emissão", "Válido até",
                "Autoridade", "Passaporte n.º", "N.º documento", "N.º pessoal", "Tipo", "Código do país",
            ],
            Self::Dutch => &[
                "PASPOORT", "IDENTITEITSKAART", "VERBLIJFSTITEL", "VISUM", "Naam", "Voornamen", "Nationaliteit",
                "Geboortedatum", "Geslacht", "Geboorteplaats", "Datum van afgifte", "Geldig tot", "Autoriteit",
                "Paspoortnummer", "Documentnummer", "Persoonsnummer", "Type", "Landcode",
            ],
            Self::Polish => &[
                "PASZPORT", "DOWÓD OSOBISTY", "KARTA POBYTU", "WIZA", "Nazwisko", "Imiona", "Obywatelstwo",
                "Data urodzenia", "Płeć", "Miejsce urodzenia", "Data wydania", "Data ważności", "Organ wydający",
                "Nr paszportu", "Numer dokumentu", "PESEL", "Typ", "Kod kraju",
            ],
            Self::Czech => &[
                "CESTOVNÍ PAS", "OBČANSKÝ PRŮKAZ", "POVOLENÍ K POBYTU", "VÍZUM", "Příjmení", "Jméno",
                "Státní občanství", "Datum narození", "Pohlaví", "Místo narození", "Datum vydání", "Platnost do",
                "Úřad", "Číslo pasu", "Číslo dokladu", "Rodné číslo", "Typ", "Kód státu",
            ],
            Self::Romanian => &[
                "PAȘAPORT", "CARTE DE IDENTITATE", "PERMIS DE ȘEDERE", "VIZĂ", "Nume", "Prenume", "Cetățenie",
                "Data nașterii", "Sex", "Locul nașterii", "Data eliberării", "Data expirării", "Autoritate",
                "Nr. pașaport", "Nr. document", "CNP", "Tip", "Cod țară",
            ],
            Self::Croatian => &[
                "PUTOVNICA", "OSOBNA ISKAZNICA", "DOZVOLA BORAVKA", "VIZA", "Prezime", "Ime", "Državljanstvo",
                "Datum rođenja", "Spol", "Mjesto rođenja", "Datum izdavanja", "Vrijedi do", "Izdao", "Broj putovnice",
                "Broj isprave", "OIB", "Vrsta", "Kod države",
            ],
            Self::Hungarian => &[
                "ÚTLEVÉL", "SZEMÉLYAZONOSÍTÓ IGAZOLVÁNY", "TARTÓZKODÁSI ENGEDÉLY", "VÍZUM", "Családi név", "Utónév",
                "Állampolgárság", "Születési idő", "Nem", "Születési hely", "Kiállítás dátuma", "Érvényességi idő",
                "Hatóság", "Útlevélszám", "Okmányazonosító", "Személyi szám", "Típus", "Országkód",
            ],
            Self::Finnish => &[
                "PASSI", "HENKILÖKORTTI", "OLESKELULUPA", "VIISUMI", "Sukunimi", "Etunimet", "Kansalaisuus",
                "Syntymäaika", "Sukupuoli", "Syntymäpaikka", "Myöntämispäivä", "Viimeinen voimassaolopäivä",
                "Viranomainen", "Passin numero", "Asiakirjan numero", "Henkilötunnus", "Tyyppi", "Maatunnus",
            ],
            Self::Swedish => &[
                "PASS", "IDENTITETSKORT", "UPPEHÅLLSTILLSTÅND", "VISUM", "Efternamn", "Förnamn", "Medborgarskap",
                "Födelsetid", "Kön", "Födelseort", "Utfärdat", "Sista giltighetsdag", "Myndighet", "Passnummer",
                "Dokumentnummer", "Personnummer", "Typ", "Landskod",
            ],
            Self::Danish => &[
                "PAS", "IDENTITETSKORT", "OPHOLDSTILLADELSE", "VISUM", "Efternavn", "Fornavne", "Nationalitet",
                "Fødselsdato", "Køn", "Fødested", "Udstedelsesdato", "Udløbsdato", "Myndighed", "Pasnummer",
                "Dokumentnummer", "Personnummer", "Type", "Landekode",
            ],
            Self::Turkish => &[
                "PASAPORT", "KİMLİK KARTI", "İKAMET İZNİ", "VİZE", "Soyadı", "Adı", "Uyruğu", "Doğum Tarihi",
                "Cinsiyeti", "Doğum Yeri", "Veriliş Tarihi", "Son Geçerlilik", "Veren Makam", "Pasaport No",
                "Seri No", "T.C. Kimlik No", "Türü", "Ülke Kodu",
            ],
            Self::Vietnamese => &[
                "HỘ CHIẾU", "CĂN CƯỚC CÔNG DÂN", "THẺ TẠM TRÚ", "THỊ THỰC", "Họ", "Chữ đệm và tên", "Quốc tịch",
                "Ngày sinh", "Giới tính", "Nơi sinh", "Ngày cấp", "Có giá trị đến", "Nơi cấp", "Số hộ chiếu",
                "Số thẻ", "Số định danh", "Loại", "Mã số",
            ],
            Self::Indonesian => &[
                "PASPOR", "KARTU TANDA PENDUDUK", "IZIN TINGGAL", "VISA", "Nama Keluarga", "Nama Lengkap",
                "Kewarganegaraan", "Tanggal Lahir", "Jenis Kelamin", "Tempat Lahir", "Tanggal Pengeluaran",
                "Berlaku Hingga", "Kantor", "No. Paspor", "No. Dokumen", "NIK", "Jenis", "Kode Negara",
            ],
            Self::Greek => &[
                "ΔΙΑΒΑΤΗΡΙΟ", "ΔΕΛΤΙΟ ΤΑΥΤΟΤΗΤΑΣ", "ΑΔΕΙΑ ΔΙΑΜΟΝΗΣ", "ΘΕΩΡΗΣΗ", "Επώνυμο", "Όνομα", "Ιθαγένεια",
                "Ημ. γέννησης", "Φύλο", "Τόπος γέννησης", "Ημ. έκδοσης", "Ημ. λήξης", "Εκδ. αρχή", "Αρ. διαβατηρίου",
                "Αριθμός δελτίου", "Προσωπικός αριθμός", "Τύπος", "Κωδ. χώρας",
            ],
            Self::Ukrainian => &[
                "ПАСПОРТ", "ПОСВІДЧЕННЯ ОСОБИ", "ПОСВІДКА НА ПРОЖИВАННЯ", "ВІЗА", "Прізвище", "Ім'я", "Громадянство",
                "Дата народження", "Стать", "Місце народження", "Дата видачі", "Дійсний до", "Орган",
                "Номер паспорта", "Документ №", "Запис №", "Тип", "Код держави",
            ],
            Self::Bulgarian => &[
                "ПАСПОРТ", "ЛИЧНА КАРТА", "РАЗРЕШЕНИЕ ЗА ПРЕБИВАВАНЕ", "ВИЗА", "Фамилия", "Имена", "Гражданство",
                "Дата на раждане", "Пол", "Място на раждане", "Дата на издаване", "Валидност", "Издаден от",
                "Паспорт №", "Документ №", "ЕГН", "Тип", "Код",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_months_stand_at_their_places() {
        assert_eq!(Language::English.label(Label::CountryCode), "Country code");
        assert_eq!(Language::German.label(Label::BirthDate), "Geburtsdatum");
        assert_eq!(Language::Greek.label(Label::Surname), "Επώνυμο");
        assert_eq!((Language::French.month(8), Language::Polish.month(12)), ("AOÛT", "DEC"));
    }
}
