//! What `keyferry dev` keeps in its folder, which only its owner may enter.

use std::path::{Path, PathBuf};

use model::Entropy;
use model::entropy::random_bytes;
use seal::{KeyForm, RootKey, SystemEntropy};
use secrecy::{ExposeSecret, SecretString};

use crate::exit::Failure;
use crate::private_file;

/// The folder.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Opens the folder, and makes it when it is missing.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        private_file::folder(path)?;
        let path = std::path::absolute(path)
            .map_err(|error| Failure::caused(format!("{}", path.display()), &error))?;
        // Whatever lies around in a demo folder does not belong into a repository.
        private_file::write(&path.join(".gitignore"), "*\n")?;
        Ok(Self(path))
    }

    /// The database.
    pub(super) fn database(&self) -> PathBuf {
        self.0.join("keyferry.db")
    }

    /// Where the emulator keeps its certificate authority.
    pub(super) fn emulator_data(&self) -> PathBuf {
        self.0.join("emulator")
    }

    /// What other commands read.
    pub(super) fn profile(&self) -> PathBuf {
        self.0.join("cli.toml")
    }

    /// What clients of the emulator need.
    pub(super) fn emulator_environment(&self) -> PathBuf {
        self.0.join("emulator.env")
    }

    /// The machine identity of the command line.
    pub(super) fn machine(&self) -> PathBuf {
        self.0.join("machine.toml")
    }

    /// The key that everything is sealed under, made at the first start.
    pub(super) fn root_key(&self) -> Result<(RootKey, KeyForm), Failure> {
        let path = self.0.join("encryption.key");
        if let Some(text) = private_file::read(&path)? {
            return RootKey::parse(text.expose_secret())
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())));
        }
        if self.database().exists() {
            return Err(Failure::new(format!("{} is gone", path.display())).hint(format!(
                "without it nobody can read {}: put it back, or delete the folder to begin again",
                self.database().display()
            )));
        }
        let (key, text) = RootKey::generate(&SystemEntropy);
        private_file::write(&path, text.expose_secret())?;
        Ok((key, KeyForm::Direct))
    }

    /// The password of the demo's account, made at the first start.
    pub(super) fn password(&self) -> Result<SecretString, Failure> {
        let path = self.0.join("password");
        if let Some(text) = private_file::read(&path)? {
            return Ok(text.expose_secret().trim().into());
        }
        let password = new_password(&SystemEntropy);
        private_file::write(&path, password.expose_secret())?;
        Ok(password)
    }
}

/// 80 bits in groups that a person can type.
fn new_password(entropy: &dyn Entropy) -> SecretString {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 16] = random_bytes(entropy);
    let letters: Vec<char> = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_finds_the_key_and_password_of_the_first() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("demo");
        let first = Folder::open(&path).unwrap();
        let (key, password) = (first.root_key().unwrap().0, first.password().unwrap());
        let second = Folder::open(&path).unwrap();
        assert_eq!(
            second.root_key().unwrap().0.key_check().as_bytes(),
            key.key_check().as_bytes()
        );
        assert_eq!(
            second.password().unwrap().expose_secret(),
            password.expose_secret()
        );
    }

    #[test]
    fn a_lost_key_is_said_to_be_lost_and_not_replaced() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        std::fs::write(folder.database(), b"").unwrap();
        let failure = folder.root_key().err().unwrap().to_string();
        assert!(
            failure.contains("is gone") && failure.contains("hint:"),
            "{failure}"
        );
    }
}
