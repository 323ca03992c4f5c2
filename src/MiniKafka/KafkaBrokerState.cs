namespace MiniKafka;

/// <summary>What a <see cref="KafkaBroker"/> does at the moment.</summary>
public enum KafkaBrokerState
{
    /// <summary>It does not run: it was stopped or killed, or was never started.</summary>
    Stopped,

    /// <summary>It opens its log directories and looks for its cluster.</summary>
    Starting,

    /// <summary>It serves.</summary>
    Running,

    /// <summary>It stands still until it is resumed or killed.</summary>
    Paused,

    /// <summary>It hands over what it leads and closes its logs.</summary>
    Stopping,

    /// <summary>
    /// It could not start, or it stopped by itself, because the log directory of its metadata or its last one failed, for instance:
    /// <see cref="KafkaBroker.FailureReason"/> says why. Everything else in the process goes on, and it may be started again.
    /// </summary>
    Failed,
}
