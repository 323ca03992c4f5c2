using MiniKafka.Model;

namespace MiniKafka.Coordination;

/// <summary>
/// What an operation on a shard decided: records to write, and what follows from them. The operation itself writes nothing;
/// <see cref="Shard{TState}"/> appends the records, replays them and goes on from there.
/// </summary>
internal sealed class Result
{
    /// <summary>Nothing to write.</summary>
    public static Result Nothing { get; } = new();

    /// <summary>Records to append, in order, in one batch unless <see cref="IsAtomic"/> is false.</summary>
    public IReadOnlyList<CoordinatorRecord> Records { get; init; } = [];

    /// <summary>False for clean-up whose records may go into several batches, some written and others not.</summary>
    public bool IsAtomic { get; init; } = true;

    /// <summary>Requests to other brokers, to be sent when the records are committed.</summary>
    public IReadOnlyList<OutgoingRequest> Requests { get; init; } = [];

    /// <summary>
    /// Called once, on the loop, when the records are replayed, committed or not; never when they could not be written. What it
    /// returns is written in turn.
    /// </summary>
    public Func<Result>? Replayed { get; init; }

    /// <summary>
    /// Called once, on the loop: with <see cref="ErrorCode.None"/> when the records are committed, otherwise with why
    /// they were not. What it returns is written in turn.
    /// </summary>
    public Func<ErrorCode, Result>? Settled { get; init; }

    /// <summary>Only records.</summary>
    public static Result Of(params IReadOnlyList<CoordinatorRecord> records) => new() { Records = records };

    /// <summary>A response that is released when the records are committed.</summary>
    public static Result<TResponse> Of<TResponse>(TResponse response, params IReadOnlyList<CoordinatorRecord> records) =>
        new(response, records.Count == 0 ? Nothing : Of(records));

    /// <summary>One result that does what all of them do, in order: their records stand or fall together unless none of them minds.</summary>
    public static Result Merge(IEnumerable<Result> results)
    {
        var parts = results.Where(result => result != Nothing).ToList();
        return parts.Count switch
        {
            0 => Nothing,
            1 => parts[0],
            _ => new Result
            {
                Records = [.. parts.SelectMany(part => part.Records)],
                IsAtomic = parts.Exists(part => part.IsAtomic && part.Records.Count > 0),
                Requests = [.. parts.SelectMany(part => part.Requests)],
                Replayed = parts.Exists(part => part.Replayed is not null)
                    ? () => Merge([.. parts.Select(part => part.Replayed?.Invoke() ?? Nothing)])
                    : null,
                Settled = parts.Exists(part => part.Settled is not null)
                    ? error => Merge([.. parts.Select(part => part.Settled?.Invoke(error) ?? Nothing)])
                    : null,
            },
        };
    }
}

/// <summary>What an operation decided, with the response for the client, which is released when the records are committed.</summary>
internal sealed record Result<TResponse>(TResponse Response, Result Outcome);
