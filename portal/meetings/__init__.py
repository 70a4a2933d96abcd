"""Who meets: convening, notice, roster, attendance, minutes, and who took part in a vote (never how)."""
