//! The join codes of a map's share links, and how people join with them.

use crate::storage::accounts::{Outcome, ShareKind, ShareLink};
use crate::web::access::{CanManage, audit};
use crate::web::error::AppError;
use crate::web::join_code;
use crate::web::page::urls;
use crate::web::share::qr_code;

/// How many random codes are tried until one is free. Among millions, the first one nearly always is.
const MAX_TRIES: usize = 8;

/// How to join with a link that has a code.
pub(crate) struct JoinView {
    /// The address that joins at once.
    pub(crate) address: String,
    /// Where the code is typed, without the scheme.
    pub(crate) typed_at: String,
    /// In two groups.
    pub(crate) code: String,
    /// The address as an SVG.
    pub(crate) qr: String,
}

impl JoinView {
    /// `None` if no one can join with this link.
    pub(crate) fn new(map: &CanManage, share: &ShareLink) -> Option<JoinView> {
        let address = join_url(map, share)?;
        let code = share.code.as_deref()?;
        let typed_at = map.visitor().absolute_url(map.app(), urls::JOIN);
        let typed_at = typed_at.split_once("://").map_or(typed_at.as_str(), |(_, rest)| rest).to_owned();
        Some(JoinView { typed_at, code: join_code::spaced(code), qr: qr_code::svg(&address), address })
    }
}

/// The address that joins by code; `None` if no one can join with this link.
pub(crate) fn join_url(map: &CanManage, share: &ShareLink) -> Option<String> {
    let code = share.code.as_deref().filter(|_| can_be_joined(map, share))?;
    Some(map.visitor().absolute_url(map.app(), &urls::join_by_code(code)))
}

/// Can people join with this link? An image link shows only the image.
pub(crate) fn can_be_joined(map: &CanManage, share: &ShareLink) -> bool {
    let now_ms = map.app().clock().now_ms();
    share.kind != ShareKind::Image && share.expires_at_ms.is_none_or(|at_ms| at_ms > now_ms)
}

/// The share links of a map. Those of older versions, which have no code yet, get one.
pub(crate) async fn shares_with_codes(map: &CanManage) -> Result<Vec<ShareLink>, AppError> {
    map.visitor().require_accounts()?;
    if map.visitor().session().is_some() {
        map.app().limits().trust_with_codes(map.visitor().address);
    }
    let (accounts, of) = (map.app().accounts(), (&**map.workspace(), map.id()));
    let shares = accounts.shares(of.0, of.1).await?;
    let without: Vec<&ShareLink> =
        shares.iter().filter(|share| share.code.is_none() && can_be_joined(map, share)).collect();
    if without.is_empty() {
        return Ok(shares);
    }
    for share in without {
        for _ in 0..MAX_TRIES {
            if accounts.set_first_code(of, &share.id, &join_code::new()).await? == Outcome::Done {
                break;
            }
        }
    }
    Ok(accounts.shares(of.0, of.1).await?)
}

/// Gives a link a new code; the former one opens nothing any more. Guests who have joined stay.
pub(crate) async fn renew(map: &CanManage, share: &str) -> Result<ShareLink, AppError> {
    map.visitor().require_accounts()?;
    map.app().limits().create(&map.actor().id)?;
    let (accounts, of) = (map.app().accounts(), (&**map.workspace(), map.id()));
    let entry = audit::map_entry(map, "join_code", "");
    for _ in 0..MAX_TRIES {
        if accounts.renew_code(of, share, &join_code::new(), &entry).await? == Outcome::Done {
            let shares = accounts.shares(of.0, of.1).await?;
            return shares.into_iter().find(|link| link.id == share).ok_or(AppError::NotFound);
        }
    }
    Err(AppError::NotFound)
}
