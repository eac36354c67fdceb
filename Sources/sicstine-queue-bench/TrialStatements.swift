import Postgres

/// Makes the trial's schema anew; whatever an earlier trial left there is gone.
///
/// `effects` has no unique key, so that an effect that happened twice shows.
let trialSchema = """
    DROP SCHEMA IF EXISTS queue_trial CASCADE;
    CREATE SCHEMA queue_trial;
    CREATE TABLE queue_trial.jobs (
        id bigint CONSTRAINT jobs_pkey PRIMARY KEY,
        scope text NOT NULL,
        behaviour text NOT NULL,
        state text NOT NULL DEFAULT 'pending'
            CONSTRAINT jobs_state_check CHECK (state IN ('pending', 'done', 'dead', 'cancelled')),
        attempts bigint NOT NULL DEFAULT 0);
    CREATE INDEX jobs_pending ON queue_trial.jobs (id) WHERE state = 'pending';
    CREATE TABLE queue_trial.effects (
        job_id bigint NOT NULL,
        attempt bigint NOT NULL,
        pid bigint NOT NULL,
        at timestamptz NOT NULL);
    """

/// Counts an attempt before the work begins; its number fences whatever the attempt writes.
struct ClaimJob: Statement {
    static let sql = """
        UPDATE queue_trial.jobs SET attempts = attempts + 1
        WHERE id = $1 AND state = 'pending'
        RETURNING attempts, behaviour
        """
    let id: Int64
    var parameters: [Value] { [.int64(id)] }

    static func decode(_ row: inout Row) throws -> (attempt: Int64, behaviour: String) {
        (try row.next(), try row.next())
    }
}

/// Ends a job, unless a later attempt has begun or it is no longer pending.
struct CloseJob: Statement {
    typealias Output = Void
    static let sql = """
        UPDATE queue_trial.jobs SET state = $3
        WHERE id = $1 AND attempts = $2 AND state = 'pending'
        """
    let id: Int64
    let attempt: Int64
    let state: String
    var parameters: [Value] { [.int64(id), .int64(attempt), .text(state)] }
}

/// What a job is for.
struct InsertEffect: Statement {
    typealias Output = Void
    static let sql = "INSERT INTO queue_trial.effects (job_id, attempt, pid, at) VALUES ($1, $2, $3, $4)"
    let id: Int64
    let attempt: Int64
    let pid: Int64
    let microseconds: Int64
    var parameters: [Value] { [.int64(id), .int64(attempt), .int64(pid), .timestamp(microseconds)] }
}

/// The oldest unfinished jobs.
struct PendingJobs: Statement {
    static let sql = "SELECT id, scope FROM queue_trial.jobs WHERE state = 'pending' ORDER BY id LIMIT 10000"
    var parameters: [Value] { [] }

    static func decode(_ row: inout Row) throws -> (id: Int64, scope: String) {
        (try row.next(), try row.next())
    }
}

/// Takes a job out of the record.
struct WithdrawJob: Statement {
    typealias Output = Void
    static let sql = "UPDATE queue_trial.jobs SET state = 'cancelled' WHERE id = $1 AND state = 'pending'"
    let id: Int64
    var parameters: [Value] { [.int64(id)] }
}

/// Whose job it is.
struct ScopeOfJob: Statement {
    static let sql = "SELECT scope FROM queue_trial.jobs WHERE id = $1"
    let id: Int64
    var parameters: [Value] { [.int64(id)] }

    static func decode(_ row: inout Row) throws -> String { try row.next() }
}

/// Adds jobs; those that are there already stay as they are, so that it may be repeated.
struct InsertJobs: Statement {
    typealias Output = Void
    static let sql = """
        INSERT INTO queue_trial.jobs (id, scope, behaviour)
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])
        ON CONFLICT (id) DO NOTHING
        """
    let ids: [Int64]
    let scopes: [String]
    let behaviours: [String]
    var parameters: [Value] { [.int64s(ids), .texts(scopes), .texts(behaviours)] }
}
