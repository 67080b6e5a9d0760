//! How often a machine may get its secret wrong: ten times in fifteen minutes, for one account from one
//! address. The same account elsewhere, and other accounts from there, are not affected.
//!
//! A right secret is not counted, so that many may sign in at once behind one address. What a machine
//! shows is 256 random bits or signed, so forgetting some failures under a flood costs nothing, while
//! keeping machines out would.

use model::Timestamp;

use super::{Limiter, Source, WITHIN, WhenFull};
use crate::{Error, Origin};

/// So many failures are told.
const FAILURES: usize = 10;

/// The most accounts and addresses to count.
const ROOM: usize = 50_000;

/// Whose failures are counted together: an account, from an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Machine {
    kind: &'static str,
    account: String,
    source: Option<Source>,
}

impl Machine {
    /// An account of a kind, such as a client id, tried from there.
    pub(crate) fn new(kind: &'static str, account: &dyn ToString, origin: &Origin) -> Self {
        Self {
            kind,
            account: account.to_string(),
            source: origin.address().map(Source::of),
        }
    }
}

/// The failures of late.
pub(crate) struct Machines(Limiter<Machine>);

impl Default for Machines {
    fn default() -> Self {
        Self(Limiter::new(FAILURES, WITHIN, ROOM, WhenFull::Forget))
    }
}

impl Machines {
    /// Has a proof looked at, unless there were too many wrong ones. However many are looked at at
    /// once, no more than ten wrong ones are told from a wait, and a right one only before them.
    ///
    /// # Errors
    /// [`Error::TooMany`] with how long to wait; otherwise as the look.
    pub(crate) async fn judge<T>(
        &self,
        machine: Machine,
        now: Timestamp,
        look: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        self.0.check(&machine, now).map_err(Error::TooMany)?;
        let proof = look.await;
        match &proof {
            Ok(_) => {
                self.0.check(&machine, now).map_err(Error::TooMany)?;
                self.0.forget(&machine);
            }
            Err(Error::Unauthenticated(_)) => {
                self.0.take(machine, now).map_err(Error::TooMany)?;
            }
            Err(_) => {}
        }
        proof
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use super::*;

    fn machine(account: &str, address: &str) -> Machine {
        let origin = Origin::new(Some(address.parse().unwrap()), None);
        Machine::new("test", &account, &origin)
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000) + Duration::from_secs(seconds)
    }

    const WRONG: Result<(), Error> = Err(Error::Unauthenticated("Invalid credentials"));

    /// What is told of a proof that is judged at once.
    fn told(
        machines: &Machines,
        machine: &Machine,
        now: Timestamp,
        proof: Result<(), Error>,
    ) -> Result<(), Error> {
        let judged = std::pin::pin!(machines.judge(machine.clone(), now, ready(proof)));
        match judged.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(told) => told,
            Poll::Pending => panic!("nothing to wait for"),
        }
    }

    fn wait(told: &Result<(), Error>) -> Option<u64> {
        match told {
            Err(Error::TooMany(wait)) => Some(wait.as_secs()),
            _ => None,
        }
    }

    #[test]
    fn after_ten_failures_that_account_waits_at_that_address_only() {
        let machines = Machines::default();
        let guesser = machine("ci", "203.0.113.7");
        for second in 0..10 {
            assert_eq!(wait(&told(&machines, &guesser, at(second), WRONG)), None);
        }
        assert_eq!(wait(&told(&machines, &guesser, at(10), WRONG)), Some(890));
        assert_eq!(
            wait(&told(&machines, &guesser, at(10), Ok(()))),
            Some(890),
            "a right one is not told from a wrong one"
        );
        for other in [machine("ci", "203.0.113.8"), machine("cd", "203.0.113.7")] {
            assert!(told(&machines, &other, at(10), Ok(())).is_ok());
        }
        let aged = told(&machines, &guesser, at(900), Ok(()));
        assert!(aged.is_ok(), "the first failure has aged");
    }

    #[test]
    fn a_right_secret_wipes_the_slate_and_is_not_counted() {
        let machines = Machines::default();
        let forgetful = machine("ci", "203.0.113.7");
        for _ in 0..9 {
            assert_eq!(wait(&told(&machines, &forgetful, at(0), WRONG)), None);
        }
        for _ in 0..30 {
            assert!(told(&machines, &forgetful, at(0), Ok(())).is_ok());
        }
        assert_eq!(wait(&told(&machines, &forgetful, at(1), WRONG)), None);
    }

    #[test]
    fn what_could_not_be_looked_at_does_not_count() {
        let machines = Machines::default();
        let unlucky = machine("ci", "203.0.113.7");
        for second in 0..30 {
            let told = told(&machines, &unlucky, at(second), Err(Error::Busy));
            assert!(matches!(told, Err(Error::Busy)));
        }
    }

    #[test]
    fn of_many_looked_at_at_once_ten_are_told() {
        let machines = Machines::default();
        let guesser = machine("ci", "203.0.113.7");
        let mut context = Context::from_waker(Waker::noop());
        let look = || async {
            // Everybody else begins before the first of them is done.
            let mut others_begin = Some(());
            std::future::poll_fn(move |_| match others_begin.take() {
                Some(()) => Poll::Pending,
                None => Poll::Ready(()),
            })
            .await;
            WRONG
        };
        let judge = || Box::pin(machines.judge(guesser.clone(), at(0), look()));
        let mut many: Vec<_> = (0..100).map(|_| judge()).collect();
        for one in &mut many {
            assert!(one.as_mut().poll(&mut context).is_pending());
        }
        let mut told = 0;
        for one in &mut many {
            let answer = one.as_mut().poll(&mut context);
            if matches!(answer, Poll::Ready(Err(Error::Unauthenticated(_)))) {
                told += 1;
            }
        }
        assert_eq!(told, 10);
    }

    #[test]
    fn the_addresses_of_one_network_are_one() {
        assert_eq!(
            machine("ci", "2001:db8::1"),
            machine("ci", "2001:db8::ffff:2")
        );
        assert_ne!(
            machine("ci", "2001:db8::1"),
            machine("ci", "2001:db8:0:1::1")
        );
    }
}
