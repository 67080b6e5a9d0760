//! The style sheet, scripts and icon: embedded, and named by their content so that browsers may
//! keep them for good.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use crate::State;
use crate::http::Public;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// Addresses by file name, and file names by address.
struct Names {
    urls: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        urls: BTreeMap::new(),
        files: BTreeMap::new(),
    };
    for file in Assets::iter() {
        let Some(asset) = Assets::get(&file) else {
            continue;
        };
        let mark = hex::encode(&asset.metadata.sha256_hash()[..8]);
        let address = format!("{mark}/{file}");
        names
            .urls
            .insert(file.to_string(), format!("/assets/{address}"));
        names.files.insert(address, file.into_owned());
    }
    names
});

/// The address of an asset; a name that does not exist gives one that answers 404.
pub(crate) fn url(name: &str) -> &'static str {
    NAMES.urls.get(name).map_or("/assets/none", String::as_str)
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/assets/{*address}", get(send))
}

async fn send(Path(address): Path<String>) -> Response {
    let asset = NAMES
        .files
        .get(&address)
        .and_then(|file| Some((file, Assets::get(file)?)));
    let Some((file, asset)) = asset else {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, media_type(file)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    let mut response = (headers, asset.data).into_response();
    response.extensions_mut().insert(Public);
    response
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest;

    use super::*;

    #[test]
    fn vendored_files_are_the_ones_whose_checksums_were_noted() {
        for directory in
            Assets::iter().filter_map(|file| Some(file.strip_suffix("SHA384SUMS")?.to_owned()))
        {
            let sums = Assets::get(&format!("{directory}SHA384SUMS")).unwrap();
            for line in std::str::from_utf8(&sums.data).unwrap().lines() {
                let (sum, file) = line.split_once("  ").unwrap();
                let asset = Assets::get(&format!("{directory}{file}")).unwrap();
                let found = digest::digest(&digest::SHA384, &asset.data);
                assert_eq!(hex::encode(found), sum, "{file}");
            }
        }
        assert!(Assets::get("vendor/htmx-2.0.11/SHA384SUMS").is_some());
    }

    #[test]
    fn an_address_changes_with_the_content_it_names() {
        let address = url("keyferry.css");
        let mark = address.split('/').nth(2).unwrap();
        let asset = Assets::get("keyferry.css").unwrap();
        assert!(hex::encode(asset.metadata.sha256_hash()).starts_with(mark));
    }
}
