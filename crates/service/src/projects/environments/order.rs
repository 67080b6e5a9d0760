//! The order of a project's environments: what moves when one takes a place.

use model::id::EnvironmentId;

/// An environment and its place, from 1.
pub(super) type Placed = (EnvironmentId, i64);

/// The places that change for a new one to have this place: those in the way go one further, up to
/// the first gap.
pub(super) fn make_room(placed: &[Placed], at: i64) -> Vec<Placed> {
    let mut sorted = placed.to_vec();
    sorted.sort_by_key(|(_, place)| *place);
    let mut wanted = at;
    let mut moved = Vec::new();
    for (id, place) in sorted.into_iter().filter(|(_, place)| *place >= at) {
        if place > wanted {
            break;
        }
        wanted += 1;
        if place != wanted {
            moved.push((id, wanted));
        }
    }
    moved
}

/// The places that change when one of them goes to another place: if that is taken, those between
/// close up behind it.
pub(super) fn shift(placed: &[Placed], one: EnvironmentId, to: i64) -> Vec<Placed> {
    let Some((_, from)) = placed.iter().copied().find(|(id, _)| *id == one) else {
        return Vec::new();
    };
    if from == to {
        return Vec::new();
    }
    let others = placed.iter().copied().filter(|(id, _)| *id != one);
    let mut moved = vec![(one, to)];
    if others.clone().any(|(_, place)| place == to) {
        moved.extend(others.filter_map(|(id, place)| {
            if to > from && place > from && place <= to {
                Some((id, place - 1))
            } else if to < from && place >= to && place < from {
                Some((id, place + 1))
            } else {
                None
            }
        }));
    }
    moved
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use model::clock::ManualClock;
    use seal::SystemEntropy;

    use super::*;

    fn at(places: &[i64]) -> Vec<Placed> {
        let clock = ManualClock::at(Timestamp::from_micros(0));
        let id = || EnvironmentId::generate(&clock, &SystemEntropy);
        places.iter().map(|place| (id(), *place)).collect()
    }

    /// The places after a change, in the order in which they were given.
    fn after(placed: &[Placed], moved: &[Placed]) -> Vec<i64> {
        let place = |(id, place): &Placed| {
            let moved = moved.iter().find(|(other, _)| other == id);
            moved.map_or(*place, |(_, to)| *to)
        };
        placed.iter().map(place).collect()
    }

    #[test]
    fn a_new_one_pushes_those_in_its_way_up_to_the_first_gap() {
        for (places, wanted, expected) in [
            (vec![1, 2, 3], 4, vec![1, 2, 3]),
            (vec![1, 2, 3], 2, vec![1, 3, 4]),
            (vec![1, 2, 4], 1, vec![2, 3, 4]),
            (vec![1, 2, 3, 5], 3, vec![1, 2, 4, 5]),
        ] {
            let placed = at(&places);
            let moved = make_room(&placed, wanted);
            let now = after(&placed, &moved);
            assert_eq!(now, expected, "{places:?} with a new one at {wanted}");
        }
    }

    #[test]
    fn one_that_moves_is_closed_up_behind() {
        for (places, index, to, expected) in [
            (vec![1, 2, 3, 4], 0, 3, vec![3, 1, 2, 4]),
            (vec![1, 2, 3, 4], 3, 1, vec![2, 3, 4, 1]),
            (vec![1, 2, 3], 1, 2, vec![1, 2, 3]),
            (vec![1, 2, 3], 0, 9, vec![9, 2, 3]),
            (vec![1, 2, 5], 2, 2, vec![1, 3, 2]),
        ] {
            let placed = at(&places);
            let moved = shift(&placed, placed[index].0, to);
            assert_eq!(
                after(&placed, &moved),
                expected,
                "{places:?}[{index}] to {to}"
            );
        }
    }
}
