Console.WriteLine("MiniKafka");
