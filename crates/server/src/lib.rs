//! The faces: the JSON API and the web pages.
