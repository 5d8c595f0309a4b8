//! `thirdparty-pixel-call`: a call that the audit fails, in a pixel that is attached to many creatives.

use super::{About, Case, Draft, Rule, is_sync_like};
use crate::association::{Object, ThirdPartyPixel};
use crate::catalogue::Call;
use crate::remedy::is_mitigated;

pub(super) struct ThirdpartyPixelCall;

impl Rule for ThirdpartyPixelCall {
    fn id(&self) -> &'static str {
        "thirdparty-pixel-call"
    }

    fn about(&self) -> About {
        About::Syncs
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let object = case.object_of(call)?;
        let reach = match object {
            Object::ThirdPartyPixel(pixel) if pixel.active && !pixel.excludes_google => attached(pixel, case),
            Object::Template(_) => "all creatives whose pixels are made from it".to_owned(),
            _ => return None,
        };
        let target =
            call.targets().find(|target| is_sync_like(target) && !is_mitigated(target) && !case.is_quiet(target))?;
        Some(Draft::call(call, &target).fact("object", capitalised(&object.title())).fact("detail", reach))
    }
}

/// What the pixel is attached to, by its own word and by that of the creatives.
fn attached(pixel: &ThirdPartyPixel, case: &Case) -> String {
    let mut scope = pixel.scope.clone();
    let refers =
        case.world.creatives().iter().filter(|known| pixel.id.is_some_and(|id| known.value.third_party.contains(&id)));
    scope.creatives.extend(refers.filter_map(|known| known.value.id.as_ref()?.parse::<u64>().ok()));
    scope.creatives.sort_unstable();
    scope.creatives.dedup();
    scope.words()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
