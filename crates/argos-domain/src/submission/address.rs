//! Where a person lives, added to a submission after it was started.

use crate::personal::PersonalText;
use serde::{Deserialize, Serialize};

macro_rules! address {
    ($($(#[$meta:meta])* $field:ident = $name:literal,)*) => {
        /// An address by its parts, as far as they are known.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Address {
            $($(#[$meta])* pub $field: Option<PersonalText>,)*
        }

        impl Address {
            /// The names of the parts as the customer's server gives them.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// Puts an address together; `part` gives the text of a name.
            #[must_use]
            pub fn from_parts(part: impl Fn(&str) -> Option<PersonalText>) -> Self {
                Self { $($field: part($name),)* }
            }

            /// The parts that are known, by name.
            pub fn parts(&self) -> impl Iterator<Item = (&'static str, &PersonalText)> {
                [$(($name, &self.$field),)*].into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)))
            }

            /// Forgets the part of this name.
            pub fn forget(&mut self, name: &str) {
                match name {
                    $($name => self.$field = None,)*
                    _ => {}
                }
            }
        }
    };
}

address! {
    /// City.
    city = "city",
    /// Country.
    country = "country",
    /// State or province.
    state = "state",
    /// Street and number.
    street = "street",
    /// More about the street.
    street2 = "street2",
    /// Postal code.
    zipcode = "zipcode",
    /// Global plus code of the place.
    global_code = "globalCode",
    /// Plus code with the name of the place.
    compound_code = "compoundCode",
    /// The whole address in one text.
    formatted = "formatted_address",
    /// What the person typed.
    input = "input",
    /// Floor, flat and the like.
    detail = "detail",
}

impl Address {
    /// Whether the place can be found by it: it has one of the two plus codes or the whole address.
    #[must_use]
    pub const fn says_where(&self) -> bool {
        self.global_code.is_some() || self.compound_code.is_some() || self.formatted.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_by_their_names() {
        let given = |name: &str| (name != "city").then(|| PersonalText::new(format!("the {name}")));
        let mut address = Address::from_parts(given);
        assert_eq!(address.parts().count(), Address::NAMES.len() - 1);
        assert_eq!(address.global_code.as_ref().unwrap().expose(), "the globalCode");
        for name in ["globalCode", "compoundCode"] {
            address.forget(name);
        }
        assert!(address.says_where());
        address.forget("formatted_address");
        assert!(!address.says_where() && address.zipcode.is_some());
    }
}
