//! Which brain each character has.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::Brain;
use super::backstory_brain::BackstoryBrain;
use super::server::{Limits, ServerBrain};
use crate::config::{BrainChoice, BrainServer};
use crate::options::Options;
use crate::upstream::HttpClient;

/// The brains of all characters.
pub struct Brains {
    default: Arc<dyn Brain>,
    /// By the id of the character.
    own: HashMap<String, Arc<dyn Brain>>,
}

impl Brains {
    /// The error names a character without a server.
    pub fn new(options: &Options) -> io::Result<Self> {
        let backstory: Arc<dyn Brain> = Arc::new(BackstoryBrain);
        let client = HttpClient::default();
        let limits = Limits::new(options.brain_timeout_ms);
        let common = &options.brain;
        let server = |own: &BrainServer| {
            let url = own.url.as_ref().or(common.url.as_ref())?;
            let model = own.model.as_deref().or(common.model.as_deref());
            // The key belongs to one server.
            let key =
                options.brain_key.clone().filter(|_| common.url.as_ref().is_some_and(|known| known.same_server(url)));
            let brain = ServerBrain::new(client.clone(), limits.clone(), url, model, key);
            Some(Arc::new(brain) as Arc<dyn Brain>)
        };
        let default = server(common).unwrap_or_else(|| backstory.clone());
        let mut own = HashMap::new();
        for character in &options.characters {
            let brain = match &character.brain {
                None => continue,
                Some(BrainChoice::Backstory) => backstory.clone(),
                Some(BrainChoice::Server(choice)) => server(choice).ok_or_else(|| {
                    let message = format!(
                        "the brain of the character {} has no url; give it one, or use --brain-url",
                        character.id
                    );
                    io::Error::new(io::ErrorKind::InvalidInput, message)
                })?,
            };
            own.insert(character.id.clone(), brain);
        }
        Ok(Self { default, own })
    }

    pub fn of(&self, character: &str) -> &dyn Brain {
        self.own.get(character).unwrap_or(&self.default).as_ref()
    }
}
