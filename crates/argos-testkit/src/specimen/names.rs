//! Names and places from which persons are invented. The parts are common ones; their combinations are drawn by chance.

use super::chance::Chance;

/// Where the parts of a name come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamePool {
    /// Britain, Ireland, North America, Australia.
    English,
    /// France, Belgium, Switzerland.
    French,
    /// Germany, Austria, Switzerland.
    German,
    /// Spain and Latin America.
    Spanish,
    /// Italy.
    Italian,
    /// Portugal and Brazil.
    Portuguese,
    /// The Netherlands.
    Dutch,
    /// Poland.
    Polish,
    /// The Czech Republic and Slovakia.
    Czech,
    /// Romania.
    Romanian,
    /// Croatia, Slovenia, Serbia.
    Croatian,
    /// Hungary.
    Hungarian,
    /// Finland and Estonia.
    Finnish,
    /// Sweden, Denmark, Norway, Iceland.
    Nordic,
    /// Turkey.
    Turkish,
    /// Vietnam.
    Vietnamese,
    /// Indonesia, Malaysia.
    Indonesian,
    /// Greece, in both scripts.
    Greek,
    /// Ukraine, in both scripts.
    Ukrainian,
    /// Bulgaria, in both scripts.
    Bulgarian,
    /// India, Nigeria, Egypt, Korea, Japan and others in Latin letters.
    World,
}

/// A name in Latin letters and, where the country has another script, in that script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    /// Latin letters, with diacritics.
    pub latin: String,
    /// The other script; empty if there is none.
    pub native: String,
}

impl PersonName {
    pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut latin, mut native) = (Vec::new(), Vec::new());
        for part in parts {
            match part.split_once('=') {
                Some((own, letters)) => {
                    native.push(own);
                    latin.push(letters);
                }
                None => latin.push(part),
            }
        }
        Self {
            latin: spaced(&latin.join(" ")),
            native: spaced(&native.join(" ")),
        }
    }
}

impl NamePool {
    /// Surnames; hyphenated, double or with several parts at times.
    pub fn surname(self, chance: &mut Chance) -> PersonName {
        let surnames = words(self.parts()[2]);
        let first = *chance.pick(&surnames);
        let second = *chance.pick(&surnames);
        let double = match self {
            Self::Spanish | Self::Portuguese => 0.7,
            Self::Vietnamese => 0.0,
            _ => 0.14,
        };
        if !chance.happens(double) || first == second {
            return PersonName::of([first]);
        }
        if matches!(self, Self::Spanish | Self::Portuguese) || first.contains('=') {
            return PersonName::of([first, second]);
        }
        PersonName::of([format!("{first}-{second}").as_str()])
    }

    /// Given names: one to three, five at most for the few who have many.
    pub fn given_names(self, female: bool, chance: &mut Chance) -> PersonName {
        let names = words(self.parts()[usize::from(!female)]);
        let count = match chance.below(100) {
            0..40 => 1,
            40..80 => 2,
            80..94 => 3,
            _ => 5,
        };
        let mut chosen: Vec<&str> = Vec::new();
        for _ in 0..count {
            let name = *chance.pick(&names);
            if !chosen.contains(&name) {
                chosen.push(name);
            }
        }
        PersonName::of(chosen)
    }

    /// A town.
    pub fn place(self, chance: &mut Chance) -> String {
        let places = words(self.parts()[3]);
        spaced(chance.pick::<&str>(&places))
    }

    /// Names of women, names of men, surnames, places; separated by spaces, with `_` for a space within a name.
    const fn parts(self) -> [&'static str; 4] {
        match self {
            Self::English => [
                "Olivia Grace Sophie Hannah Katie Zoe Charlotte Mary-Jane Alexandra Fiona Siobhan Kylie Rebecca Xanthe",
                "Oliver Jack Harry Callum Liam Max Christopher Kieran Alexander Blake Zachary Jean-Paul Felix Rex",
                "Smith Taylor O'Connor Clarke McKenzie Blackwell Cox Fitzgerald Hawkins Quirk Kirk Fox Lockwood Wilcox \
                 Featherstonehaugh Ekkersley Cricklewood",
                "LONDON LEEDS BOSTON DUBLIN SYDNEY TORONTO CARDIFF OTTAWA PERTH GLASGOW CORK",
            ],
            Self::French => [
                "Émilie Chloé Zoé Anaïs Hélène Françoise Léa Marie-Claire Noémie Céline Océane",
                "François Loïc Jérôme Étienne Luc Benoît Jean-Luc Théo Maël Frédéric Rémi Hugo",
                "Lefèvre Dubois Bézier L'Hôpital Rousseau Garçon Crêtier Noël Chêne Fouché Béranger Vasseur D'Aubigné",
                "PARIS LYON NÎMES ORLÉANS BÉZIERS LIÈGE GENÈVE SAINT-ÉTIENNE BREST",
            ],
            Self::German => [
                "Jürgena Käthe Anna Änne Lieselotte Gülsüm Sophie Franziska Ute Ingeborg Heike Mia Klara",
                "Jörg Jürgen Lukas Götz Karl-Heinz Björn Uwe Felix Günther Max Kilian Rüdiger",
                "Müller Weiß Schäfer Köhler Großmann Böcklin Krause Lüdenscheidt Kuckuck Jäger Kärcher Fuchs Öttinger \
                 von_Bülow Schröder",
                "BERLIN KÖLN MÜNCHEN GÖTTINGEN WÜRZBURG ZÜRICH WIEN LÜBECK DÜSSELDORF",
            ],
            Self::Spanish => [
                "María Begoña Lucía Concepción Núria Inés Mónica Carmen Pilar Rocío Itziar Xiomara",
                "José Íñigo Andrés Ramón Joaquín Nicolás Ángel Iker Óscar Félix César Xavier",
                "Muñoz García Ibáñez Peña López Núñez Echeverría Güell Castaño Ruiz Carrasco Mackay Yáñez De_la_Cruz",
                "MADRID BOGOTÁ CÁDIZ LOGROÑO MÉXICO CÓRDOBA LEÓN A_CORUÑA MÁLAGA",
            ],
            Self::Italian => [
                "Giulia Niccolà Chiara Beatrice Lucrezia Francesca Zita Rebecca",
                "Niccolò Luca Francesco Marco Ciccio Gian-Luca Enzo Fabrizio",
                "Rossi D'Angelo Cicciolini Bianchi Nicolò Ricci Lo_Cascio Piccolomini Bacchelli Zeffirelli",
                "ROMA FORLÌ MILANO LECCE LUCCA CANTÙ BARI PALERMO",
            ],
            Self::Portuguese => [
                "Conceição Inês Mónica Beatriz Lúcia Thaís Flávia Catarina",
                "João Gonçalo Luís Tomé Cauã Estêvão Sebastião Kaique",
                "Gonçalves Araújo Simões Conceição Falcão Mourão Brandão Couto Xavier Assunção",
                "LISBOA ÉVORA BRAGANÇA SÃO_PAULO PORTO BELÉM GUIMARÃES",
            ],
            Self::Dutch => [
                "Anneke Zoë Femke Liesbeth Saskia Marijke Roos Noëlle",
                "Joost Daniël Kees Pieter Willem Sjoerd Rick Jacco",
                "de_Vries Kuijpers Dekker van_den_Broek Kok Smeekens Brüggen Kikkert Hoekstra",
                "AMSTERDAM UTRECHT GENT BRUGGE ECK_EN_WIEL DEN_HAAG",
            ],
            Self::Polish => [
                "Małgorzata Agnieszka Żaneta Kinga Łucja Elżbieta Katarzyna Bożena",
                "Łukasz Stanisław Józef Błażej Krzysztof Jacek Wacław Zdzisław",
                "Wiśniewska Kowalczyk Dąbrowska Żółkiewska Kościuszko Kucharczyk Jeż Łęcki Zając Źrebiec",
                "ŁÓDŹ KRAKÓW GDAŃSK WARSZAWA POZNAŃ ZAKOPANE",
            ],
            Self::Czech => [
                "Jiřina Věra Zdeňka Kateřina Šárka Ľubica Božena Růžena",
                "Jiří Ondřej Zdeněk Tomáš Štěpán Ľuboš Radek Čeněk",
                "Nováková Dvořák Šťastný Kučera Růžička Říhová Kříž Ďurica Čech Krejčíř",
                "PRAHA BRNO KOŠICE ČESKÉ_BUDĚJOVICE ŽILINA PLZEŇ",
            ],
            Self::Romanian => [
                "Ștefania Ioana Măriuca Ancuța Crina Georgiana",
                "Ștefan Ionuț Răzvan Călin Mircea Alecu",
                "Ionescu Țepeș Brâncuși Rădulescu Văcărescu Stănciulescu Crăciun",
                "BUCUREȘTI IAȘI TIMIȘOARA CLUJ-NAPOCA BRAȘOV",
            ],
            Self::Croatian => [
                "Željka Nikolina Đurđica Jelena Anđela Špela Katica",
                "Željko Đorđe Nikša Luka Šime Zoran Franc",
                "Kovačević Đokić Šimić Horvat Krleža Žnidaršič Babić Kekec",
                "ZAGREB SPLIT ŠIBENIK LJUBLJANA NIŠ ČAKOVEC",
            ],
            Self::Hungarian => [
                "Zsófia Erzsébet Ágnes Kinga Réka Tünde Emőke",
                "György László Zsolt Bálint Miklós Ödön Győző",
                "Nagy Szabó Kőszegi Gyöngyösi Sükösd Rákóczi Kecskés Fűzfa",
                "BUDAPEST GYŐR PÉCS SZEGED KECSKEMÉT",
            ],
            Self::Finnish => [
                "Päivi Kaisa Aino Hilkka Riikka Ülle Säde",
                "Jyrki Väinö Mikko Pekka Jukka Õnne Kalle",
                "Mäkinen Hämäläinen Kukkonen Virtanen Kekkonen Lääne Sõber Nykänen",
                "HELSINKI TAMPERE JYVÄSKYLÄ TALLINN PÄRNU",
            ],
            Self::Nordic => [
                "Åsa Märta Kristin Sólveig Þórdís Søs Ragnhild Frøya",
                "Åke Björn Jørgen Håkon Þór Søren Ægir Frederik",
                "Sjöberg Ångström Lindkvist Ødegård Kjærsgaard Hákonarson Bäck Løkken Eriksson",
                "MALMÖ OSLO ÅRHUS TROMSØ REYKJAVÍK GÖTEBORG",
            ],
            Self::Turkish => [
                "Ayşe Gülşen Işıl Çiğdem Elif Şükran Özge",
                "Çağrı Ömer İsmail Barış Yiğit Şükrü Uğur",
                "Yılmaz Öztürk Çelik Işık Şahin Kılıç Güneş Dağ Koçak",
                "İSTANBUL ANKARA ÇANAKKALE IĞDIR MUĞLA ŞIRNAK",
            ],
            Self::Vietnamese => [
                "Thị_Phượng Thùy_Dương Ngọc_Ánh Mỹ_Hạnh Thị_Hồng_Nhung Quỳnh",
                "Văn_Đức Quốc_Tuấn Minh_Khôi Hữu_Phước Đình_Trọng Anh_Dũng",
                "Nguyễn Trần Phạm Đặng Huỳnh Võ Lê Đỗ",
                "HÀ_NỘI ĐÀ_NẴNG HUẾ CẦN_THƠ HẢI_PHÒNG",
            ],
            Self::Indonesian => [
                "Siti_Rahayu Dewi Kartika Ayu Ratih Citra_Lestari",
                "Budi Agus Joko Rizky Eko Bambang_Cahyadi",
                "Wijaya Susanto Hartono Siregar Kusuma Nasution Prakoso Lestari",
                "JAKARTA SURABAYA BANDUNG MEDAN JOHOR_BAHRU IPOH",
            ],
            Self::Greek => [
                "ΕΛΕΝΗ=Eleni ΜΑΡΙΑ=Maria ΑΙΚΑΤΕΡΙΝΗ=Aikaterini ΧΡΥΣΟΥΛΑ=Chrysoula ΓΕΩΡΓΙΑ=Georgia",
                "ΓΕΩΡΓΙΟΣ=Georgios ΝΙΚΟΛΑΟΣ=Nikolaos ΚΩΝΣΤΑΝΤΙΝΟΣ=Konstantinos ΧΡΗΣΤΟΣ=Christos ΑΛΕΞΙΟΣ=Alexios",
                "ΠΑΠΑΔΟΠΟΥΛΟΥ=Papadopoulou ΑΓΓΕΛΟΥ=Angelou ΚΑΛΟΓΕΡΑΚΗ=Kalogeraki ΞΕΝΑΚΗ=Xenaki \
                 ΟΙΚΟΝΟΜΟΥ=Oikonomou ΣΚΛΑΒΟΥ=Sklavou",
                "ΑΘΗΝΑ ΠΑΤΡΑ ΧΑΝΙΑ ΒΟΛΟΣ ΛΑΡΙΣΑ",
            ],
            Self::Ukrainian => [
                "ОЛЕНА=Olena КАТЕРИНА=Kateryna ЮЛІЯ=Yuliia ЗЛАТА=Zlata",
                "ТАРАС=Taras ОЛЕКСІЙ=Oleksii АНДРІЙ=Andrii БОГДАН=Bohdan",
                "ШЕВЧЕНКО=Shevchenko КОВАЛЕНКО=Kovalenko ЩЕРБАК=Shcherbak КРАВЧУК=Kravchuk ЯЦЕНКО=Yatsenko",
                "КИЇВ/UKR ЛЬВІВ/UKR ОДЕСА/UKR ХАРКІВ/UKR",
            ],
            Self::Bulgarian => [
                "МАРИЯ=Mariya ЦВЕТАНКА=Tsvetanka КАЛИНА=Kalina ЕКАТЕРИНА=Ekaterina",
                "ГЕОРГИ=Georgi КРАСИМИР=Krasimir ХРИСТО=Hristo ЛЮБЕН=Lyuben",
                "ИВАНОВА=Ivanova КОЛЕВ=Kolev ЧЕРВЕНКОВ=Chervenkov СТОЯНОВ=Stoyanov ЩЕРЕВА=Shtereva",
                "СОФИЯ/SOFIA ПЛОВДИВ/PLOVDIV ВАРНА/VARNA",
            ],
            Self::World => [
                "Aisha Priya Chiamaka Fatima Min-Ji Yuki Lakshmi Nkechi Noor Xiulan",
                "Rajesh Chukwuemeka Ahmed Kwame Hyun-Woo Kenji Vikram Tariq Sandeep Zhiqiang",
                "Okonkwo Krishnamurthy Al-Masri Kim Suzuki Chakraborty Mbeki Abubakar Fakhoury Zhang Ikeda Xu Ek",
                "LAGOS MUMBAI CAIRO SEOUL NAIROBI OSAKA KOLKATA ACCRA",
            ],
        }
    }
}

/// The parts of a list.
fn words(list: &'static str) -> Vec<&'static str> {
    list.split_whitespace().collect()
}

/// A part as it is written: with spaces where the lists have `_`.
fn spaced(part: &str) -> String {
    part.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_scripts_come_in_both() {
        let name = NamePool::Greek.given_names(true, &mut Chance::new(1, 1));
        assert!(name.latin.is_ascii() && name.native.chars().all(|c| c == ' ' || ('Α'..='Ω').contains(&c)));
        let name = NamePool::Spanish.surname(&mut Chance::new(1, 1));
        assert!(name.native.is_empty() && !name.latin.is_empty());
    }
}
