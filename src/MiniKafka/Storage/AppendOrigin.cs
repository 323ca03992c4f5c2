namespace MiniKafka.Storage;

/// <summary>Who asks the leader to append: decides how much of a batch is checked.</summary>
internal enum AppendOrigin
{
    /// <summary>A producer: everything is checked.</summary>
    Client,

    /// <summary>A coordinator of this broker: its batches may be control batches and carry no sequences.</summary>
    Coordinator,
}
