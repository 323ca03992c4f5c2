using MiniKafka.Model;

namespace MiniKafka.Coordination;

/// <summary>
/// What an operation on a shard decided: records to write, and what happens once they are committed. The operation
/// itself writes nothing; <see cref="Shard{TState}"/> appends the records, replays them and goes on from there.
/// </summary>
internal class Result
{
    /// <summary>Nothing to write.</summary>
    public static Result Nothing { get; } = new();

    /// <summary>Records to append, in order, in one batch unless <see cref="IsAtomic"/> is false.</summary>
    public IReadOnlyList<CoordinatorRecord> Records { get; init; } = [];

    /// <summary>
    /// False when the state already is what the records say: the classic groups' rebalances live in memory, and their
    /// records only remember the outcome.
    /// </summary>
    public bool IsReplayed { get; init; } = true;

    /// <summary>False for clean-up whose records may go into several batches, some written and others not.</summary>
    public bool IsAtomic { get; init; } = true;

    /// <summary>
    /// Called once, on the loop: with <see cref="ErrorCode.None"/> when the records are committed, otherwise with why
    /// they were not. What it returns is written in turn.
    /// </summary>
    public Func<ErrorCode, Result>? Settled { get; init; }

    /// <summary>Only records.</summary>
    public static Result Of(params IReadOnlyList<CoordinatorRecord> records) => new() { Records = records };

    /// <summary>A response that is released when the records are committed.</summary>
    public static Result<TResponse> Of<TResponse>(TResponse response, params IReadOnlyList<CoordinatorRecord> records) =>
        new(response) { Records = records };
}

/// <summary>A result with the response for the client, which is released when the records are committed.</summary>
internal sealed class Result<TResponse>(TResponse response) : Result
{
    public TResponse Response { get; } = response;

    /// <summary>The same outcome as another result's, with a response.</summary>
    public static Result<TResponse> From(Result result, TResponse response) => new(response)
    {
        Records = result.Records,
        IsReplayed = result.IsReplayed,
        IsAtomic = result.IsAtomic,
        Settled = result.Settled,
    };
}
