//! A router that knows its own routes, and what each demands of whoever calls it.
//!
//! [`Routes`] is filled like axum's `Router`; what a route demands is read from the types of its handler's extractors
//! ([`Demand`]), so the table is what the compiler saw and cannot differ from what is served.

use crate::WebState;
use argos_domain::role::Permission;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::MethodRouter;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demanded {
    /// Anybody.
    Nobody,
    /// A person with a running Liveform session.
    LiveformSession,
    /// A customer's server with its key.
    ApiKey,
    /// A signed-in administrator.
    Administrator,
    /// A signed-in administrator of the project in the address, with this permission.
    Member(Permission),
}

/// How a route is protected against forms that a foreign page sends in the name of a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormProtection {
    /// Not at all.
    None,
    /// Forms of this site only.
    OwnSite,
    /// Forms that were given to this session only.
    SessionToken,
}

/// What a handler demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demands {
    /// Of whoever calls.
    pub caller: Demanded,
    /// Of the form.
    pub form: FormProtection,
}

impl Demands {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self::of(Demanded::Nobody);

    /// A kind of caller.
    pub(crate) const fn of(caller: Demanded) -> Self {
        Self {
            caller,
            form: FormProtection::None,
        }
    }

    /// What both demand together; of two kinds of callers the narrower counts.
    const fn and(self, other: Self) -> Self {
        Self {
            caller: match (self.caller, other.caller) {
                (Demanded::Nobody, caller) | (caller, Demanded::Nobody) => caller,
                (Demanded::Administrator, caller) => caller,
                (caller, _) => caller,
            },
            form: match (self.form, other.form) {
                (FormProtection::None, form) | (form, FormProtection::None) => form,
                (FormProtection::OwnSite, form) => form,
                (form, _) => form,
            },
        }
    }
}

/// An extractor that says what it demands. Each extractor that a handler takes has one line of it.
pub(crate) trait Demand {
    /// What it demands.
    const DEMANDS: Demands = Demands::NOTHING;
}

macro_rules! demand_nothing {
    ($($extractor:ty),* $(,)?) => {$( impl Demand for $extractor {} )*};
}

demand_nothing!(
    axum::extract::State<WebState>,
    axum::extract::Multipart,
    axum::extract::RawQuery,
    axum::http::HeaderMap,
    bytes::Bytes,
    String,
);

impl<T> Demand for axum::extract::Path<T> {}
impl<T> Demand for axum::extract::Query<T> {}
impl<T> Demand for axum::Json<T> {}
// A request that fails to give what is optional is served nevertheless.
impl<T> Demand for Option<T> {}
impl<T, E> Demand for Result<T, E> {}

/// What a handler's extractors demand together; `T` of axum's `Handler<T, _>` lists them.
pub(crate) trait HandlerDemands {
    /// What they demand.
    const DEMANDS: Demands;
}

impl HandlerDemands for ((),) {
    const DEMANDS: Demands = Demands::NOTHING;
}

macro_rules! handlers {
    ($([$($extractor:ident),*]),* $(,)?) => {$(
        impl<Marker, $($extractor: Demand),*> HandlerDemands for (Marker, $($extractor,)*) {
            const DEMANDS: Demands = Demands::NOTHING$(.and($extractor::DEMANDS))*;
        }
    )*};
}

handlers!(
    [A],
    [A, B],
    [A, B, C],
    [A, B, C, D],
    [A, B, C, D, E],
    [A, B, C, D, E, F],
    [A, B, C, D, E, F, G],
    [A, B, C, D, E, F, G, H],
);

/// A route of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: String,
    /// What it demands.
    pub demands: Demands,
}

/// The methods of one path.
pub(crate) struct Methods {
    router: MethodRouter<WebState>,
    demands: Vec<(&'static str, Demands)>,
}

macro_rules! methods {
    ($($method:ident $name:literal),* $(,)?) => {
        $(
            #[doc = concat!("A path that answers ", $name, ".")]
            #[allow(dead_code, reason = "all methods, like axum's own")]
            pub(crate) fn $method<H, T>(handler: H) -> Methods
            where
                H: Handler<T, WebState>,
                T: HandlerDemands + 'static,
            {
                Methods {
                    router: axum::routing::$method(handler),
                    demands: vec![($name, T::DEMANDS)],
                }
            }
        )*

        #[allow(dead_code, reason = "all methods, like axum's own")]
        impl Methods {
            $(
                #[doc = concat!("The path answers ", $name, " as well.")]
                pub(crate) fn $method<H, T>(mut self, handler: H) -> Self
                where
                    H: Handler<T, WebState>,
                    T: HandlerDemands + 'static,
                {
                    self.router = self.router.$method(handler);
                    self.demands.push(($name, T::DEMANDS));
                    self
                }
            )*
        }
    };
}

methods!(get "GET", post "POST", put "PUT", patch "PATCH", delete "DELETE");

impl Methods {
    /// Limits the bodies that the path takes.
    pub(crate) fn layer(mut self, limit: DefaultBodyLimit) -> Self {
        self.router = self.router.layer(limit);
        self
    }
}

/// A router under construction, with its table.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<WebState>,
    table: Vec<Route>,
}

impl Routes {
    /// Without any route.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a path.
    pub(crate) fn route(mut self, path: &str, methods: Methods) -> Self {
        self.router = self.router.route(path, methods.router);
        self.table
            .extend(methods.demands.into_iter().map(|(method, demands)| Route {
                method,
                path: path.to_owned(),
                demands,
            }));
        self
    }

    /// Adds all routes of another one.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// Adds all routes of another one below a path.
    pub(crate) fn nest(mut self, path: &str, other: Self) -> Self {
        self.router = self.router.nest(path, other.router);
        self.table.extend(other.table.into_iter().map(|route| Route {
            path: if route.path == "/" {
                path.to_owned()
            } else {
                format!("{path}{}", route.path)
            },
            ..route
        }));
        self
    }

    /// What answers requests for other paths.
    pub(crate) fn fallback<H, T>(mut self, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.router = self.router.fallback(handler);
        self
    }

    /// What answers requests by other methods.
    pub(crate) fn method_not_allowed_fallback<H, T>(mut self, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.router = self.router.method_not_allowed_fallback(handler);
        self
    }

    /// Limits the bodies that all paths take.
    pub(crate) fn layer(mut self, limit: DefaultBodyLimit) -> Self {
        self.router = self.router.layer(limit);
        self
    }

    /// The router itself.
    pub(crate) fn into_router(self) -> Router<WebState> {
        self.router
    }

    /// The table of all routes.
    pub(crate) fn into_table(self) -> Vec<Route> {
        self.table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Json;
    use axum::extract::{Path, State};

    struct Signed;
    struct MayView;

    impl Demand for Signed {
        const DEMANDS: Demands = Demands {
            caller: Demanded::Administrator,
            form: FormProtection::SessionToken,
        };
    }

    impl Demand for MayView {
        const DEMANDS: Demands = Demands::of(Demanded::Member(Permission::ViewSubmissions));
    }

    fn demands_of<M, A: Demand, B: Demand, C: Demand>(_: fn(M, A, B, C)) -> Demands {
        <(M, A, B, C)>::DEMANDS
    }

    #[test]
    fn what_a_handler_demands_is_read_from_its_extractors_in_any_order() {
        let both = Demands {
            caller: Demanded::Member(Permission::ViewSubmissions),
            form: FormProtection::SessionToken,
        };
        assert_eq!(demands_of(|(), _: State<WebState>, _: MayView, _: Signed| ()), both);
        assert_eq!(demands_of(|(), _: Signed, _: MayView, _: Json<()>| ()), both);
        // What may be missing protects nothing.
        assert_eq!(
            demands_of(|(), _: Option<MayView>, _: Path<()>, _: Result<Signed, ()>| ()),
            Demands::NOTHING
        );
    }

    #[test]
    fn nested_paths_stand_whole_in_the_table() {
        async fn nothing() {}
        let inner = Routes::new()
            .route("/", get(nothing))
            .route("/{id}", get(nothing).post(nothing));
        let table = Routes::new()
            .nest("/outer", inner)
            .route("/", get(nothing))
            .into_table();
        let paths: Vec<_> = table.iter().map(|route| (route.method, route.path.as_str())).collect();
        assert_eq!(
            paths,
            [
                ("GET", "/outer"),
                ("GET", "/outer/{id}"),
                ("POST", "/outer/{id}"),
                ("GET", "/")
            ]
        );
    }
}
