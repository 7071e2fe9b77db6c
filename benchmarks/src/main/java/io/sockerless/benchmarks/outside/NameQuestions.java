package io.sockerless.benchmarks.outside;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Asks Docker's name server for a name again and again, in the network of a container, and prints the median in µs. */
final class NameQuestions {
    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.11", 53);

    private NameQuestions() {}

    /** Arguments: the name, and how often. */
    public static void main(String[] args) throws IOException {
        byte[] question = question(args[0]);
        double[] taken = new double[Integer.parseInt(args[1])];
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(2_000);
            socket.connect(SERVER);
            for (int i = -taken.length; i < taken.length; i++) {
                DatagramPacket answer = new DatagramPacket(new byte[512], 512);
                long start = System.nanoTime();
                socket.send(new DatagramPacket(question, question.length));
                socket.receive(answer);
                // The first half warms this program up.
                if (i >= 0) {
                    taken[i] = (System.nanoTime() - start) / 1e3;
                }
                // Of an answer without an error (RFC 1035, 4.1.1) that has one address.
                if ((answer.getData()[3] & 0xf) != 0 || answer.getData()[7] != 1) {
                    throw new IOException("no address of " + args[0]);
                }
            }
        }
        System.out.println(Result.median(taken));
    }

    /** RFC 1035: a question for the address (A) of a name of one label, recursion desired. */
    private static byte[] question(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        out.write(name.length());
        out.write(name.getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {0, 0, 1, 0, 1});
        return out.toByteArray();
    }
}
