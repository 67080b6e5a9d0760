//! A host that is not App Configuration and always answers the same.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The host. It serves as long as the test process lives.
pub(crate) struct Elsewhere {
    pub(crate) address: String,
    requests: Arc<AtomicUsize>,
}

impl Elsewhere {
    /// A host that answers every request with these bytes.
    pub(crate) fn answering(answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("it is bound"));
        let requests = Arc::new(AtomicUsize::new(0));
        let (answer, counted) = (answer.to_owned(), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                reply(stream, &answer);
            }
        });
        Self { address, requests }
    }

    /// A host that is asked nothing, if all is well.
    pub(crate) fn silent() -> Self {
        Self::answering("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    }

    /// How many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// Reads the head of a request and answers it. Whoever hangs up meanwhile gets no answer.
fn reply(mut stream: TcpStream, answer: &str) {
    let mut lines = BufReader::new(&mut stream).lines();
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let _ = stream.write_all(answer.as_bytes());
}
