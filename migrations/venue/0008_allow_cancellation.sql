-- Work that an operator withdrew before its end.
ALTER TABLE imports DROP CONSTRAINT imports_status_check,
    ADD CONSTRAINT imports_status_check CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled'));

ALTER TABLE indicator_runs DROP CONSTRAINT indicator_runs_status_check,
    ADD CONSTRAINT indicator_runs_status_check CHECK (status IN ('queued', 'done', 'cancelled'));
