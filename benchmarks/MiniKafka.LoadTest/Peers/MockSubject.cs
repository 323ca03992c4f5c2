namespace MiniKafka.LoadTest.Peers;

/// <summary>librdkafka's mock cluster as a subject.</summary>
internal sealed class MockSubject : ISubject
{
    private readonly MockCluster _mock = MockCluster.Start();

    public string Name => "mock";

    public string BootstrapServers => _mock.BootstrapServers;

    public Task CreateTopicAsync(string topic, int partitions)
    {
        _mock.CreateTopic(topic, partitions);
        return Task.CompletedTask;
    }

    public Task DeleteTopicAsync(string topic) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _mock.Dispose();
        return ValueTask.CompletedTask;
    }
}
