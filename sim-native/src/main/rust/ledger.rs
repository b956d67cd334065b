//! Money: balances, credit lines, and the only movements that there are.

use crate::layout::status;

/// One agent's balance and credit line side by side, since they are always asked together.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    balance: i64,
    credit: i64,
}

impl Account {
    pub(crate) fn balance(&self) -> i64 {
        self.balance
    }
}

pub(crate) struct Ledger {
    accounts: Vec<Account>,
    /// Of each agent both together, or the greatest number there is where they exceed it, so that a search can look at them without a check.
    usable: Vec<i64>,
}

impl Ledger {
    /// None if there is no memory for it.
    pub(crate) fn new(opening: &[i64], credit: &[i64]) -> Option<Self> {
        let mut accounts = Vec::new();
        let mut usable = Vec::new();
        accounts.try_reserve_exact(opening.len()).ok()?;
        usable.try_reserve_exact(opening.len()).ok()?;
        accounts.extend(opening.iter().zip(credit).map(|(&balance, &credit)| Account { balance, credit }));
        usable.extend(opening.iter().zip(credit).map(|(&balance, &credit)| balance.saturating_add(credit)));
        Some(Self { accounts, usable })
    }

    /// In agent order.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// What [`Ledger::available`] gives of each agent, or the greatest number where that exceeds its width.
    pub(crate) fn usable(&self) -> &[i64] {
        &self.usable
    }

    #[inline]
    pub(crate) fn available(&self, agent: usize) -> Result<i64, i32> {
        let usable = self.usable[agent];
        if usable < i64::MAX {
            return Ok(usable);
        }
        let Account { balance, credit } = self.accounts[agent];
        balance.checked_add(credit).ok_or(status::OVERFLOW)
    }

    #[inline]
    fn change(&mut self, agent: usize, by: i64) -> Result<(), i32> {
        let account = &mut self.accounts[agent];
        account.balance = account.balance.checked_add(by).ok_or(status::OVERFLOW)?;
        self.usable[agent] = account.balance.saturating_add(account.credit);
        Ok(())
    }

    /// Moves the full amount. That the sender covers it is checked here, whatever was asked before.
    #[inline(always)]
    pub(crate) fn settle(&mut self, sender: usize, receiver: usize, amount: i64) -> Result<(), i32> {
        if amount <= 0 || amount > self.available(sender)? {
            return Err(status::NOT_COVERED);
        }
        self.change(sender, -amount)?;
        self.change(receiver, amount)
    }

    /// Moves what one agent pays (negative) or gets net of a set that settles together.
    pub(crate) fn settle_net(&mut self, agent: usize, net: i64) -> Result<(), i32> {
        if net < 0 && -net > self.available(agent)? {
            return Err(status::NOT_COVERED);
        }
        self.change(agent, net)
    }
}
