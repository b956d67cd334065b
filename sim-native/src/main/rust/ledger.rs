//! Money: balances, credit lines, and the only movements that there are.

use crate::layout::status;

/// One agent's, side by side, since they are always asked together.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    /// Balance and credit line together, or the greatest number there is where they exceed it, so that a search can look at it without a check.
    usable: i64,
    balance: i64,
    credit: i64,
}

impl Account {
    fn new(balance: i64, credit: i64) -> Self {
        Self { usable: balance.saturating_add(credit), balance, credit }
    }

    pub(crate) fn balance(&self) -> i64 {
        self.balance
    }

    pub(crate) fn available(&self) -> Result<i64, i32> {
        if self.usable < i64::MAX {
            return Ok(self.usable);
        }
        self.balance.checked_add(self.credit).ok_or(status::OVERFLOW)
    }

    fn change(&mut self, by: i64) -> Result<(), i32> {
        *self = Self::new(self.balance.checked_add(by).ok_or(status::OVERFLOW)?, self.credit);
        Ok(())
    }
}

pub(crate) struct Ledger {
    accounts: Vec<Account>,
}

impl Ledger {
    /// None if there is no memory for it.
    pub(crate) fn new(opening: &[i64], credit: &[i64]) -> Option<Self> {
        let mut accounts = Vec::new();
        accounts.try_reserve_exact(opening.len()).ok()?;
        accounts.extend(opening.iter().zip(credit).map(|(&balance, &credit)| Account::new(balance, credit)));
        Some(Self { accounts })
    }

    /// In agent order.
    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    pub(crate) fn available(&self, agent: usize) -> Result<i64, i32> {
        self.accounts[agent].available()
    }

    /// What `available` gives, or at least no less where that exceeds its width.
    pub(crate) fn usable(&self, agent: usize) -> i64 {
        self.accounts[agent].usable
    }

    /// Moves the full amount. That the sender covers it is checked here, whatever was asked before.
    pub(crate) fn settle(&mut self, sender: usize, receiver: usize, amount: i64) -> Result<(), i32> {
        let payer = &mut self.accounts[sender];
        if amount <= 0 || amount > payer.available()? {
            return Err(status::NOT_COVERED);
        }
        payer.change(-amount)?;
        self.accounts[receiver].change(amount)
    }

    /// Moves what one agent pays (negative) or gets net of a set that settles together.
    pub(crate) fn settle_net(&mut self, agent: usize, net: i64) -> Result<(), i32> {
        let account = &mut self.accounts[agent];
        if net < 0 && -net > account.available()? {
            return Err(status::NOT_COVERED);
        }
        account.change(net)
    }
}
