using MiniKafka.Model;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Logs;

/// <summary>
/// What becomes of a log's work when the medium fails under it, refuses it, or lets somebody else keep a file from it. Owned by the
/// partition's loop.
/// </summary>
internal sealed class LogMedium(TopicPartition partition)
{
    /// <summary>
    /// Somebody else holds a file: named work that is to be tried again until it is done (then it returns true) or the medium counts as failed.
    /// </summary>
    public event Action<string, Func<bool>>? Held;

    /// <summary>The medium failed under this log.</summary>
    public event Action<IOException>? Failed;

    /// <summary>What workers do with the log's files at this moment.</summary>
    public LogJobs Jobs { get; } = new();

    /// <summary>True after the medium failed: every call answers KAFKA_STORAGE_ERROR from then on.</summary>
    public bool IsOffline { get; private set; }

    /// <summary>Nothing can be appended or read: the medium failed, or something that must be done as a whole stopped in the middle.</summary>
    public bool IsOutOfService => IsOffline || Jobs.StopsService;

    /// <summary>What the medium refused the last time; null when it never did.</summary>
    public RefusedException? LastRefusal { get; private set; }

    public void Fail(IOException error)
    {
        if (!IsOffline)
        {
            IsOffline = true;
            Failed?.Invoke(error);
            Jobs.GiveUp();
        }
    }

    /// <summary>Ends the log's service, and nobody is told of a failure.</summary>
    public void Retire()
    {
        IsOffline = true;
        Jobs.GiveUp();
    }

    /// <summary>
    /// Does something with the medium, unless it failed already. False when it did, or does now, or refused it; named work that it refused
    /// because somebody else holds a file is tried again.
    /// </summary>
    public bool Guarded(Action work, string? name = null)
    {
        if (IsOffline)
        {
            return false;
        }

        try
        {
            work();
            return true;
        }
        catch (IOException error)
        {
            Take(error, name, work);
            return false;
        }
    }

    /// <summary>
    /// Does something that has to be done as a whole: what somebody else's hold on a file keeps from it is done as soon as that ends, and
    /// before anything else that concerns the log's files.
    /// </summary>
    public void ToTheEnd(Action work, bool stopsService) => Guarded(() =>
    {
        try
        {
            work();
        }
        catch (FileHeldException)
        {
            Jobs.Interrupt(work, stopsService);
            Held?.Invoke($"{partition} in the middle", () => IsOffline || Jobs.Finish());
        }
    });

    /// <summary>Tells of work that is to be tried again because somebody else holds a file.</summary>
    public void TryAgain(string name, Action work) => Held?.Invoke($"{partition} {name}", () =>
    {
        if (IsOffline)
        {
            return true;
        }

        if (Jobs.IsIdle)
        {
            work();
        }

        return Jobs.IsIdle;
    });

    /// <summary>What work met with: a failure, or a refusal, after which named work is tried again.</summary>
    public void Take(IOException error, string? name, Action work)
    {
        if (error is not RefusedException refused)
        {
            Fail(error);
            return;
        }

        LastRefusal = refused;
        if (refused is FileHeldException && name is not null)
        {
            TryAgain(name, work);
        }
    }
}
