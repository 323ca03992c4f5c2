namespace ApacheKafka;

/// <summary>Apache Kafka's verifiable consumer: the Java client as a member of a group, which tells in JSON what it owns and reads.</summary>
public sealed class ApacheKafkaConsumer : IAsyncDisposable
{
    private const int Megabytes = 96;

    private readonly JavaProcess _java;
    private readonly Action<string> _heard;
    private readonly Task _listening;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Those of the tool.</param>
    /// <param name="heard">Gets each line that it writes.</param>
    public ApacheKafkaConsumer(string[] arguments, Action<string> heard)
    {
        _java = new JavaProcess("KafkaTool", Megabytes, ["org.apache.kafka.tools.VerifiableConsumer", .. arguments]);
        _heard = heard;
        _listening = ListenAsync();
    }

    /// <summary>It commits, takes leave and ends.</summary>
    public async Task StopAsync()
    {
        _java.Say("stop");
        await _listening;
        await _java.KillAsync();
    }

    /// <summary>It ends without a word to the broker.</summary>
    public async Task KillAsync()
    {
        await _java.KillAsync();
        await _listening;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _java.DisposeAsync();
    }

    /// <summary>The end of what it wrote to its standard error.</summary>
    public override string ToString() => _java.LastWords;

    private async Task ListenAsync()
    {
        while (await _java.ListenAsync() is { } line)
        {
            _heard(line);
        }
    }
}
