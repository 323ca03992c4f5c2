using System.Text;

namespace ApacheKafka;

/// <summary>How a tool ended, and what it wrote.</summary>
public sealed record ToolRun(int Code, string Output, string Errors);

/// <summary>Apache Kafka's command line tools, run one after another in one process.</summary>
public sealed class ApacheKafkaTools : IAsyncDisposable
{
    private const int Megabytes = 192;

    private readonly JavaProcess _java = new("KafkaTools", Megabytes);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Runs the main method of a class under org.apache.kafka.tools.</summary>
    public Task<ToolRun> RunAsync(string tool, params string[] arguments) => RunWithInputAsync(tool, "", arguments);

    /// <summary>As above, with what its standard input holds.</summary>
    public async Task<ToolRun> RunWithInputAsync(string tool, string input, params string[] arguments)
    {
        await _turn.WaitAsync();
        try
        {
            _java.Say(string.Join(' ', new[] { $"org.apache.kafka.tools.{tool}", input }.Concat(arguments).Select(Encode)));
            var answer = (await _java.HearAsync()).Split(' ');
            return new ToolRun(int.Parse(answer[0], System.Globalization.CultureInfo.InvariantCulture), Decode(answer[1]), Decode(answer[2]));
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _java.DisposeAsync();
        _turn.Dispose();
    }

    private static string Encode(string word) => Convert.ToBase64String(Encoding.UTF8.GetBytes(word));

    private static string Decode(string word) => Encoding.UTF8.GetString(Convert.FromBase64String(word)).ReplaceLineEndings("\n");
}
