//! Reads an answer's body: bounded, and wiped from memory after use.

use reqwest::Response;
use zeroize::Zeroizing;

use super::transport::{TransportError, TransportFault};

/// A page holds at most 100 key-values of at most 10 KB, which JSON escapes can make six times
/// longer.
const LONGEST_BODY: usize = 16 * 1024 * 1024;
/// Room for an answer that does not announce its length, so that most never move: moving leaves a
/// copy behind.
const USUAL_BODY: usize = 64 * 1024;

pub(crate) async fn read_body(response: Response) -> Result<Zeroizing<Vec<u8>>, TransportError> {
    read_body_up_to(response, LONGEST_BODY).await
}

/// The same for answers that are never as long.
pub(crate) async fn read_body_up_to(
    mut response: Response,
    longest: usize,
) -> Result<Zeroizing<Vec<u8>>, TransportError> {
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let room = announced.unwrap_or(USUAL_BODY).min(longest);
    let mut body = Zeroizing::new(Vec::with_capacity(room));
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|e| TransportError::from_reqwest(&e))?
    {
        if body.len() + chunk.len() > longest {
            return Err(TransportError::new(
                TransportFault::TooLong,
                "the answer is too long",
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
