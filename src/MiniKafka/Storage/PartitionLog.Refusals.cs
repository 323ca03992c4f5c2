using MiniKafka.Storage.Files;

namespace MiniKafka.Storage;

/// <content>What becomes of work when the medium fails under it, refuses it, or lets somebody else keep a file from it.</content>
internal sealed partial class PartitionLog
{
    internal void Fail(IOException error)
    {
        if (!IsOffline)
        {
            IsOffline = true;
            Failed?.Invoke(this, error);
            Jobs.GiveUp();
        }
    }

    /// <summary>
    /// Does something with the medium, unless it failed already. False when it did, or does now, or refused it; named work that it refused
    /// because somebody else holds a file is tried again.
    /// </summary>
    internal bool Guarded(Action work, string? name = null)
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
    internal void ToTheEnd(Action work, bool stopsService) => Guarded(() =>
    {
        try
        {
            work();
        }
        catch (FileHeldException)
        {
            Jobs.Interrupt(work, stopsService);
            Held?.Invoke($"{Partition} in the middle", () => IsOffline || Jobs.Finish());
        }
    });

    /// <summary>Tells of work that is to be tried again because somebody else holds a file.</summary>
    internal void TryAgain(string name, Action work) => Held?.Invoke($"{Partition} {name}", () =>
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

    /// <summary>Whoever wants it cut again because another cut is not done yet asks again.</summary>
    private void Cut(Action work)
    {
        if (!Jobs.IsUnfinished)
        {
            ToTheEnd(work, stopsService: true);
        }
    }

    private void Take(IOException error, string? name, Action work)
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
