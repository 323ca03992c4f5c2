namespace MiniKafka.LoadTest.Peers;

/// <summary>A Kafka that is being measured.</summary>
internal interface ISubject : IAsyncDisposable
{
    string Name { get; }

    string BootstrapServers { get; }

    Task CreateTopicAsync(string topic, int partitions);

    /// <summary>Gives a topic's memory back, where the subject can.</summary>
    Task DeleteTopicAsync(string topic);
}
