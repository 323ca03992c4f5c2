namespace ApacheKafka;

/// <summary>What tests that only need some Apache Kafka share. Each of them is started for the first test that asks for it.</summary>
public sealed class RunningApacheKafka : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minikafka-judge-");
    private Task<ApacheKafkaCluster>? _one;
    private Task<ApacheKafkaCluster>? _three;
    private ApacheKafkaTools? _tools;

    /// <summary>The tools, on whatever cluster they are pointed at.</summary>
    public ApacheKafkaTools Tools => _tools ??= new ApacheKafkaTools();

    /// <summary>A cluster of one broker, with id 1, at the feature levels of 4.3.</summary>
    public Task<ApacheKafkaCluster> OneAsync() => _one ??= ApacheKafkaCluster.StartAsync(ApacheKafkaNode.InFolder(Path.Combine(_folder.FullName, "one"), 1), format: ApacheKafkaCluster.FormatOf43);

    /// <summary>A cluster of three brokers with ids 1 to 3, each a process of its own. Who kills one starts it again.</summary>
    public Task<ApacheKafkaCluster> ThreeAsync() => _three ??= ApacheKafkaCluster.StartApartAsync(ApacheKafkaNode.InFolder(Path.Combine(_folder.FullName, "three"), 3));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var cluster in new[] { _one, _three })
        {
            if (cluster is { IsCompletedSuccessfully: true })
            {
                await (await cluster).DisposeAsync();
            }
        }

        if (_tools is not null)
        {
            await _tools.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
